import {
  mergeDeltas,
  type Action,
  type Incident,
  type TileDelta,
  type WallBatch,
} from '@invigil/shared-types';

/** What a batch carries. */
export type BatchContents = Pick<WallBatch, 'deltas' | 'incidents' | 'actions' | 'removed'>;

/**
 * What changed of one exam and waits to go out. Several changes of a tile become one, and so do those
 * of an incident or an action: however long this waits, it is no larger than what there is.
 */
export class Changes {
  readonly #deltas = new Map<string, TileDelta>();
  readonly #incidents = new Map<string, Incident>();
  readonly #actions = new Map<string, Action>();
  readonly #removed = new Set<string>();

  /** Incidents and actions that wait. The roster bounds the tiles; nothing bounds these. */
  get records(): number {
    return this.#incidents.size + this.#actions.size;
  }

  delta(delta: TileDelta): void {
    const earlier = this.#deltas.get(delta.attemptId);
    this.#deltas.set(delta.attemptId, earlier === undefined ? delta : mergeDeltas(earlier, delta));
  }

  incident(incident: Incident): void {
    this.#incidents.set(incident.id, incident);
  }

  action(action: Action): void {
    this.#actions.set(action.id, action);
  }

  /** Somebody was taken off the roster: whatever else there is of them is of no use. */
  remove(attemptId: string): void {
    this.#deltas.delete(attemptId);
    this.#removed.add(attemptId);
  }

  /** Takes in what came after all that is here. */
  add({ deltas, incidents, actions, removed = [] }: BatchContents): void {
    for (const delta of deltas) this.delta(delta);
    for (const incident of incidents) this.incident(incident);
    for (const action of actions) this.action(action);
    for (const attemptId of removed) this.remove(attemptId);
  }

  /** @param emittedAt what traces say of when they left the server, milliseconds since the epoch */
  contents(emittedAt: number): BatchContents {
    return {
      deltas: [...this.#deltas.values()].map((delta) =>
        delta.trace === undefined ? delta : { ...delta, trace: { ...delta.trace, emittedAt } },
      ),
      incidents: [...this.#incidents.values()],
      actions: [...this.#actions.values()],
      ...(this.#removed.size === 0 ? {} : { removed: [...this.#removed] }),
    };
  }
}

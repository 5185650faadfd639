import {
  actionLifecycle,
  type ActionProgress,
  type ActionState,
  type StudentAction,
} from '@invigil/shared-types';
import { config } from '../config.ts';
import { cardKindOf, type CardKind } from './card.ts';
import { mostRemembered, type Told } from './memory.ts';

export interface ActionDeskOptions {
  readonly told: readonly Told[];
  /** Keeps it beyond this document's life. */
  readonly keep: (told: readonly Told[]) => void;
  /** Something else is to be shown, or to be sent. */
  readonly onChange: () => void;
  /** Milliseconds, by a clock that never jumps. */
  readonly now: () => number;
}

/** What became of an action, as the server is to be told. */
export interface UnsentProgress {
  readonly actionId: string;
  readonly event: ActionProgress;
}

/** What is on a screen now and goes by itself. */
interface Passing {
  readonly actionId: string;
  /** Since when it is. Milliseconds, by the desk's clock. */
  readonly since: number;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** What goes by itself once it has been there for long enough; the others are answered. */
const passing: ReadonlySet<CardKind> = new Set(['warn', 'extend']);

/** Which card comes first, where several wait: what the student has to answer goes before all others. */
const urgency: Readonly<Record<CardKind, number>> = { ask: 0, warn: 1, extend: 1, message: 2 };

/**
 * The actions of invigilators that the student is told of: what is shown, what became of each, and what
 * of that the server does not know yet.
 */
export class ActionDesk {
  readonly #options: ActionDeskOptions;
  #told: readonly Told[];
  /** Pages on whose screen an action is, and which. */
  readonly #viewers = new Map<object, string>();
  /** How long what goes by itself has been on a screen. Milliseconds. */
  readonly #spent = new Map<string, number>();
  #passing: Passing | undefined;

  constructor(options: ActionDeskOptions) {
    this.#options = options;
    this.#told = options.told;
  }

  /** All of them, in the order in which they came. */
  get told(): readonly Told[] {
    return this.#told;
  }

  /** What is still to be shown, the most urgent first. Only that one is on the screen. */
  get open(): StudentAction[] {
    const rank = ({ action }: Told): number =>
      urgency[cardKindOf(action.content.kind) ?? 'message'];
    return this.#told
      .filter((one) => one.state !== 'done' && hasCard(one))
      .sort((a, b) => rank(a) - rank(b))
      .map(({ action }) => action);
  }

  /** What the server is to be told, oldest first. */
  get unsent(): UnsentProgress[] {
    return this.#told.flatMap(({ action: { actionId }, state, known }) => {
      const event = state === known ? null : eventOf(state);
      return event === null ? [] : [{ actionId, event }];
    });
  }

  /** The server tells of an action: a new one, or once more one that it takes for open. */
  take(action: StudentAction): void {
    const { actionId } = action;
    if (this.#find(actionId) === undefined) {
      const { initial } = actionLifecycle;
      const told: Told = { action, state: initial, known: initial };
      this.#change([...this.#told, told].slice(-mostRemembered));
    }
    // Word of what became of it got lost, or is on its way.
    else this.#update(actionId, (one) => ({ ...one, known: actionLifecycle.initial }));
  }

  /** This is on the screen of a page that is seen from now on; null: none is any more. */
  onScreen(viewer: object, actionId: string | null): void {
    if (actionId === null) this.#viewers.delete(viewer);
    else this.#viewers.set(viewer, actionId);
    this.#look();
  }

  /** The student acknowledged or closed what a card said. */
  acknowledge(actionId: string): void {
    const told = this.#find(actionId);
    if (told !== undefined && hasCard(told)) this.finish(actionId);
  }

  /** It was carried out. */
  finish(actionId: string): void {
    this.#move(actionId, 'finish');
    this.#spent.delete(actionId);
    this.#look();
  }

  /** The server knows this, or does not want to. */
  settled({ actionId, event }: UnsentProgress): void {
    this.#update(actionId, (one) => {
      const next = actionLifecycle.next(one.known, event);
      return next.moved ? { ...one, known: next.state } : one;
    });
  }

  /** The sitting is over: nothing goes by itself any more. */
  close(): void {
    this.#viewers.clear();
    this.#look();
  }

  /** Whether the card that should be on a screen is on one. */
  #look(): void {
    const current = this.open[0];
    const isSeen = current !== undefined && [...this.#viewers.values()].includes(current.actionId);
    if (this.#passing !== undefined && (!isSeen || this.#passing.actionId !== current.actionId)) {
      this.#interrupt(this.#passing);
    }
    if (!isSeen) return;
    const { actionId, content } = current;
    if (this.#find(actionId)?.state === 'sent') this.#move(actionId, 'see');
    const kind = cardKindOf(content.kind);
    if (kind === null || !passing.has(kind) || this.#passing !== undefined) return;
    const leftMs = showMs(content) - (this.#spent.get(actionId) ?? 0);
    const timer = setTimeout(() => this.#passed(actionId), Math.max(0, leftMs));
    this.#passing = { actionId, since: this.#options.now(), timer };
  }

  #interrupt({ actionId, since, timer }: Passing): void {
    clearTimeout(timer);
    const spent = this.#spent.get(actionId) ?? 0;
    this.#spent.set(actionId, spent + this.#options.now() - since);
    this.#passing = undefined;
  }

  #passed(actionId: string): void {
    this.#passing = undefined;
    this.finish(actionId);
  }

  #move(actionId: string, event: ActionProgress): void {
    this.#update(actionId, (one) => {
      const next = actionLifecycle.next(one.state, event);
      return next.moved ? { ...one, state: next.state } : one;
    });
  }

  #update(actionId: string, change: (one: Told) => Told): void {
    const told = this.#told.map((one) => (one.action.actionId === actionId ? change(one) : one));
    const isNew = told.some(
      ({ state, known }, i) => state !== this.#told[i]?.state || known !== this.#told[i].known,
    );
    if (isNew) this.#change(told);
  }

  #change(told: readonly Told[]): void {
    this.#told = told;
    this.#options.keep(told);
    this.#options.onChange();
  }

  #find(actionId: string): Told | undefined {
    return this.#told.find(({ action }) => action.actionId === actionId);
  }
}

const hasCard = ({ action }: Told): boolean => cardKindOf(action.content.kind) !== null;

/** What the server is told of an action in this state. */
function eventOf(state: ActionState): ActionProgress | null {
  if (state === 'seen') return 'see';
  return state === 'done' ? 'finish' : null;
}

/** How long it stays: the longer the text, the longer it takes to read. Milliseconds. */
function showMs(content: StudentAction['content']): number {
  const { leastMs, msPerCharacter } = config.actions.card;
  const length = 'text' in content ? content.text.length : 0;
  return leastMs + length * msPerCharacter;
}

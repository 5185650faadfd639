import type {
  Action,
  ActionProgress,
  Exam,
  StaffAction,
  StaffActionKind,
  Tile,
} from '@invigil/shared-types';
import {
  inject,
  onScopeDispose,
  provide,
  shallowRef,
  watch,
  watchEffect,
  type InjectionKey,
  type ShallowRef,
} from 'vue';
import { config } from '../config.ts';
import type { ServerClock } from '../ui/index.ts';
import type { ActionStore } from './action-store.ts';
import { DismissedNotices } from './dismissed-notices.ts';
import { isOnBreak, nextOfPauses, obstacleTo, type Obstacle, type Standing } from './offers.ts';
import { OutgoingActions, type TakeRequest } from './outgoing.ts';
import type { PresenceStore } from './presence-store.ts';
import { ProgressDesk } from './progress-desk.ts';

/** What of a student's tile matters here. */
export type ActingTile = Pick<
  Tile,
  'studentName' | 'state' | 'pausedAt' | 'admittedAt' | 'extraTimeMs' | 'lastIncident'
>;

/** The wall on which somebody acts. */
export interface ActingHost {
  readonly exam: Readonly<ShallowRef<Exam | null>>;
  /** `live` while the wall hears the server. */
  readonly phase: Readonly<ShallowRef<string>>;
  readonly tiles: { view(attemptId: string): Readonly<ShallowRef<ActingTile>> | undefined };
  readonly actions: ActionStore;
  readonly presence: PresenceStore;
  readonly clock: ServerClock;
  readonly takeAction: (request: TakeRequest) => Promise<Action>;
  readonly progressAction: (request: {
    actionId: string;
    event: ActionProgress;
  }) => Promise<Action>;
  /** The student whose panel is open here; null where none is. Said again after a disconnection. */
  readonly openStudent: (attemptId: string | null) => void;
}

/** What goes out at once: there is nothing to say about it. */
const immediateKinds = ['resume', 'admit'] as const;
type ImmediateKind = (typeof immediateKinds)[number];
const isImmediate = (kind: StaffActionKind): kind is ImmediateKind =>
  immediateKinds.some((one) => one === kind);

/** An action that somebody is about to take, in the dialog. */
export interface Draft {
  readonly kind: Exclude<StaffActionKind, ImmediateKind>;
  readonly attemptId: string;
  /** What had the focus; it gets it back. */
  readonly returnTo: HTMLElement | null;
}

/** The menu of one student's actions, beside the button that asked for it. */
export interface OpenMenu {
  readonly attemptId: string;
  readonly anchor: HTMLElement;
}

/** Something that was asked for by a key and cannot be done. */
export interface Impossible {
  readonly kind: StaffActionKind;
  readonly attemptId: string;
  readonly obstacle: Obstacle;
}

/** The key of its notice: there is one at most. */
export const impossibleKey = 'impossible';

export interface Acting {
  readonly host: ActingHost;
  readonly draft: Readonly<ShallowRef<Draft | null>>;
  readonly menu: Readonly<ShallowRef<OpenMenu | null>>;
  readonly impossible: Readonly<ShallowRef<Impossible | null>>;
  readonly outgoing: OutgoingActions;
  /** Identifiers of what was sent from here a moment ago. */
  readonly recent: Readonly<ShallowRef<readonly string[]>>;
  readonly reports: ProgressDesk;
  /** What was put aside here. */
  readonly dismissed: DismissedNotices;
  /** The student whose panel is open, and who needs no notices therefore; null where none is. */
  readonly attended: Readonly<ShallowRef<string | null>>;
  /** Tells the others as well. */
  readonly attend: (attemptId: string | null) => void;
  /** What there is to know of a student; null for one who is no longer on this exam. */
  readonly tile: (attemptId: string) => ActingTile | null;
  /** How that student stands, breaks included; null likewise. */
  readonly standing: (attemptId: string) => Standing | null;
  /** Opens the dialog, or acts at once where nothing has to be said. `pause` of who is paused resumes. */
  readonly begin: (kind: StaffActionKind, attemptId: string) => void;
  readonly openMenu: (attemptId: string, anchor: HTMLElement) => void;
  readonly closeMenu: () => void;
  readonly closeDraft: () => void;
  /** Puts a notice aside, here alone. */
  readonly dismiss: (noticeKey: string) => void;
  /** @returns whether the server has taken it; where not, it stays among those on their way */
  readonly send: (attemptId: string, content: StaffAction) => Promise<boolean>;
}

const actingKey: InjectionKey<Acting> = Symbol('acting');

/** The actions of the wall that this component is part of. */
export function useActing(): Acting {
  const acting = inject(actingKey);
  if (acting === undefined) throw new Error('This component belongs into a wall.');
  return acting;
}

/** Lets everything within the calling component act on the students of `host`. */
export function provideActing(host: ActingHost): Acting {
  const acting = makeActing(host);
  provide(actingKey, acting);
  return acting;
}

/** Ends with the scope it was called in. */
function makeActing(host: ActingHost): Acting {
  const draft = shallowRef<Draft | null>(null);
  const menu = shallowRef<OpenMenu | null>(null);
  const impossible = shallowRef<Impossible | null>(null);
  const attended = shallowRef<string | null>(null);
  const recent = shallowRef<readonly string[]>([]);
  const timers = new Set<ReturnType<typeof setTimeout>>();

  const outgoing = new OutgoingActions({
    take: host.takeAction,
    now: () => host.clock.now(),
    taken(action) {
      host.actions.apply([action]);
      recent.value = [action.id, ...recent.value.filter((id) => id !== action.id)];
      later(() => (recent.value = recent.value.filter((id) => id !== action.id)));
    },
  });
  const reports = new ProgressDesk({
    progress: host.progressAction,
    told: (action) => host.actions.apply([action]),
  });

  const dismissed = new DismissedNotices(config.actions.dismissedKept);

  const tile = (attemptId: string) => host.tiles.view(attemptId)?.value ?? null;
  function standing(attemptId: string): Standing | null {
    const known = tile(attemptId);
    return known && { ...known, onBreak: isOnBreak(host.actions.of(attemptId).value) };
  }

  function later(what: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      what();
    }, config.actions.noticeShownMs);
    timers.add(timer);
  }

  function begin(wanted: StaffActionKind, attemptId: string): void {
    const now = standing(attemptId);
    const kind = wanted === 'pause' ? nextOfPauses(now) : wanted;
    const obstacle = obstacleTo(kind, now);
    if (obstacle !== null) {
      const said = { kind, attemptId, obstacle };
      impossible.value = said;
      later(() => {
        if (impossible.value === said) impossible.value = null;
      });
      return;
    }
    impossible.value = null;
    if (isImmediate(kind)) once(kind, attemptId);
    else draft.value = { kind, attemptId, returnTo: menu.value?.anchor ?? focused() };
    menu.value = null;
  }

  const send = (attemptId: string, content: StaffAction) => outgoing.send(attemptId, content);

  /** Once, however often the key is pressed before the server has answered. */
  function once(kind: ImmediateKind, attemptId: string): void {
    const underWay = outgoing.all.value.some(
      (entry) =>
        entry.attemptId === attemptId &&
        entry.content.kind === kind &&
        entry.progress.state === 'sending',
    );
    if (!underWay) void send(attemptId, { kind });
  }

  // An action whose answer was lost on the way comes back with a batch.
  watchEffect(() => {
    const known = outgoing.all.value.flatMap(({ attemptId, actionId }) =>
      host.actions.of(attemptId).value.filter(({ id }) => id === actionId),
    );
    if (known.length > 0) outgoing.heard(known);
  });
  watch(host.phase, (now) => {
    if (now === 'live') void reports.reportAgain();
  });
  onScopeDispose(() => {
    for (const timer of timers) clearTimeout(timer);
  });

  return {
    host,
    draft,
    menu,
    impossible,
    outgoing,
    recent,
    reports,
    dismissed,
    attended,
    attend(attemptId) {
      attended.value = attemptId;
      host.openStudent(attemptId);
    },
    tile,
    standing,
    begin,
    send,
    openMenu(attemptId, anchor) {
      menu.value = { attemptId, anchor };
    },
    closeMenu() {
      menu.value = null;
    },
    closeDraft() {
      draft.value = null;
    },
    dismiss(noticeKey) {
      if (noticeKey === impossibleKey) impossible.value = null;
      else dismissed.add(noticeKey);
    },
  };
}

const focused = (): HTMLElement | null =>
  document.activeElement instanceof HTMLElement ? document.activeElement : null;

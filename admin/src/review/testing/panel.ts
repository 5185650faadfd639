import {
  score,
  type Action,
  type AttemptDetail,
  type Explanation,
  type Incident,
  type ReviewReply,
} from '@invigil/shared-types';
import { expect } from 'vitest';
import { defineComponent, h, ref } from 'vue';
import { ActionLayer } from '../../actions/index.ts';
import {
  detailWith,
  FakeLink,
  fakeRest,
  mountInWall,
  tileFor,
  type FakeCall,
} from '../../testing/index.ts';
import StudentPanel from '../StudentPanel.vue';

export const explanation: Explanation = {
  attemptId: 'a',
  examId: 'exam-1',
  score: { ...score({ multiple_faces: 1 }), policyVersion: 3 },
  lines: [
    { kind: 'claimed', sentence: 'Second face claimed, held for 1.6 s.', points: null, after: 0 },
    { kind: 'confirmed', sentence: 'Confirmed 0.4 s later.', points: 15, after: 15 },
    { kind: 'reviewed', sentence: 'Dismissed.', points: -15, after: 0 },
  ].map(({ kind, sentence, points, after }, index) => ({
    at: 5_000 + index * 1_000,
    kind: kind as Explanation['lines'][number]['kind'],
    type: 'multiple_faces',
    claimId: null,
    incidentId: null,
    reason: null,
    detail: {},
    sentence,
    points,
    scoreAfter: after,
  })),
};

/** What a test lets the server answer. */
export interface Server {
  /** Actions that are open when the wall is. */
  open?: readonly Action[];
  detail: AttemptDetail | 'no network';
  explain: () => Explanation | Response | 'no network';
  review: (call: FakeCall) => ReviewReply | Response | 'no network' | Promise<ReviewReply>;
}

/** The panel of student `a` under the layer of actions, with the server's answers in the test's hands. */
export async function panelWith(incidents: readonly Incident[], changes: Partial<Server> = {}) {
  const server: Server = {
    detail: detailWith(incidents),
    explain: () => explanation,
    review: () => 'no network',
    ...changes,
  };
  const calls = fakeRest((call) => {
    if (call.path.endsWith('/explain')) return server.explain();
    if (call.method === 'PUT') return server.review(call);
    return server.detail;
  });
  const link = new FakeLink();
  link.tiles = [
    tileFor('a', { studentName: 'Ada', score: 15, level: 'clear', claimedScore: 30 }),
    tileFor('b'),
  ];
  link.actions = [...(changes.open ?? [])];
  const shown = ref<string | null>('a');
  const Parts = defineComponent({
    setup: () => () =>
      h('div', [
        shown.value === null ? null : h(StudentPanel, { key: shown.value, attemptId: shown.value }),
        h(ActionLayer),
      ]),
  });
  const { wrapper, session } = await mountInWall(Parts, {}, link);
  const item = (id: string) => wrapper.get(`[data-incident-id="${id}"]`);
  await expect.poll(() => wrapper.find('[role="tablist"]').exists()).toBe(true);
  return {
    wrapper,
    session,
    link,
    calls,
    server,
    item,
    /** Whose panel is open; null for none. */
    shown,
    panel: () => wrapper.getComponent(StudentPanel),
    entry: (id: string) => wrapper.get(`[data-testid="action"][data-action-id="${id}"]`),
    /** What the wall hears. */
    hear: (...heard: Incident[]) => link.change({ incidents: heard }),
  };
}

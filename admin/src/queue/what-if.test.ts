import { policySchema, type Staff } from '@invigil/shared-types';
import { enableAutoUnmount, flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useSession } from '../session/index.ts';
import { problemResponse, violationFor } from '../testing/index.ts';
import { ExamServer } from './testing/exam-server.ts';
import { openRoom } from './testing/room.ts';

enableAutoUnmount(afterEach);
beforeEach(() => localStorage.clear());
afterEach(() => vi.unstubAllGlobals());

const find = (testId: string) => document.querySelector<HTMLElement>(`[data-testid="${testId}"]`);

/** The dialog for a detector that was mostly dismissed, with the server's answers in the test's hands. */
async function openWhatIf(role: Staff['role']) {
  const server = new ExamServer();
  server.add('a', [violationFor('g', { type: 'gaze_away' })]);
  const room = await openRoom(server);
  useSession().staff = { id: 'me', username: 'ina', role };
  const rest = globalThis.fetch;
  const detector = {
    ...{ type: 'gaze_away', accepted: 5, dismissed: 24, unsure: 0, open: 1, precision: 0.17 },
    suggestion: { kind: 'threshold', factor: 1.5, spares: 22 },
  };
  const newest = policySchema.parse({ ...server.exam.policy, version: 4 });
  const answers: Record<string, () => object> = {
    '/precision': () => ({ detectors: [detector] }),
    '/what-if': () => ({
      changed: [],
      levels: [],
      types: [{ type: 'gaze_away', now: 6, then: 2, acceptedLost: 1 }],
    }),
    '/policy': () => problemResponse(409, 'policy_outdated', 'Outdated.'),
    [server.exam.id]: () => ({
      exam: { ...server.exam, policy: newest },
      joinUrl: null,
      canMail: false,
    }),
  };
  const asked: { path: string; body: unknown }[] = [];
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    const known = Object.entries(answers).find(([end]) => path.endsWith(end));
    if (known === undefined) return rest(path, init);
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : null;
    asked.push({ path, body });
    const answer = known[1]();
    return answer instanceof Response ? answer : new Response(JSON.stringify(answer));
  });
  // Asked anew once something was decided.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  await room.press('d');
  await vi.advanceTimersByTimeAsync(5_000);
  vi.useRealTimers();
  await expect.poll(() => room.find('suggestions').exists()).toBe(true);
  expect(room.find('detector').text()).toContain(
    '83 % of “Eyes away from the screen” was dismissed (24 of 29). Raise its threshold to 1.5 times',
  );
  await room.find('try').trigger('click');
  await expect.poll(() => find('what-if-result')).not.toBeNull();
  return {
    room,
    asked,
    answers,
    newest,
    end: (part: string) => asked.findLast(({ path }) => path.endsWith(part)),
  };
}

it('shows what a suggestion would do, without changing anything', async () => {
  const { end } = await openWhatIf('reviewer');
  expect(find('what-if-result')?.textContent).toContain('2 would count instead of 6');
  expect(find('accepted-lost')?.textContent).toContain('1 that was accepted');
  expect(end('/what-if')?.body).toMatchObject({
    policy: { violations: { gaze_away: { thresholdFactor: 1.5 } } },
  });
  expect(end('/policy')).toBeUndefined();
  expect(find('use')).toBeNull();
});

it('takes the newest policy where somebody else changed it, and keeps the choice', async () => {
  const { end, answers, newest, room } = await openWhatIf('admin');
  find('use')?.click();
  await expect.poll(() => find('what-if')?.textContent).toContain('changed by somebody else');
  expect(end('/policy')?.body).toMatchObject({ from: 1 });
  answers['/policy'] = () => ({ ...newest, version: 5 });
  find('use')?.click();
  await expect
    .poll(() => room.wrapper.findComponent({ name: 'ReviewRoom' }).emitted('policy'))
    .toBeDefined();
  expect(end('/policy')?.body).toMatchObject({
    from: 4,
    policy: { violations: { gaze_away: { thresholdFactor: 1.5 } } },
  });
  await flushPromises();
  expect(find('what-if')).toBeNull();
});

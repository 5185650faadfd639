import { enableAutoUnmount, flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  contradictionFor,
  pageEventFor,
  problemResponse,
  reviewFor,
  technicalFor,
  violationFor,
} from '../testing/index.ts';
import { config } from '../config.ts';
import { ExamServer } from './testing/exam-server.ts';
import { openRoom } from './testing/room.ts';

enableAutoUnmount(afterEach);
beforeEach(() => localStorage.clear());
afterEach(() => vi.unstubAllGlobals());

/** Two students: three like incidents and a page event; one incident. */
function twoStudents(policy: ConstructorParameters<typeof ExamServer>[0] = {}): ExamServer {
  const server = new ExamServer(policy);
  server.add('a', [
    violationFor('f1', { capturedAt: 1_000 }),
    violationFor('f2', { capturedAt: 2_000 }),
    violationFor('f3', { capturedAt: 3_000 }),
    pageEventFor('p1', { capturedAt: 1_500, durationMs: 4_000 }),
  ]);
  server.add('b', [violationFor('g1', { type: 'gaze_away' })]);
  return server;
}

describe('the contact sheet', () => {
  it('groups like incidents, the gravest first, and begins at the first that is open', async () => {
    const room = await openRoom(twoStudents());
    const groups = room.wrapper.findAll('[data-testid="group"]');
    expect(groups.map((group) => group.attributes('data-type'))).toEqual([
      'multiple_faces',
      'page_hidden',
    ]);
    expect(room.current()).toBe('f1');
    expect(room.focused()).toBe('f1');
  });

  it('says what was measured, for how long, and shows what has no picture', async () => {
    const server = new ExamServer();
    const signals = {
      ...{ faces: 2, luma: 120.4, sharpness: null, difference: null },
      ...{ yaw: 3, pitch: 1, identity: null },
    };
    server.add('a', [
      violationFor('f', { signals, strength: 1.25 }),
      violationFor('g', { signals, strength: 100 }),
      contradictionFor('c'),
      pageEventFor('p', { durationMs: 4_000 }),
    ]);
    const room = await openRoom(server);
    const facts = (id: string) => room.wrapper.get(`[data-incident-id="${id}"]`).text();
    expect(facts('f')).toContain('Held 1.6 s');
    expect(facts('f')).toContain('2 faces');
    expect(facts('f')).toContain('1.3 times the standard threshold');
    expect(facts('g')).toContain('More than 10 times the standard threshold');
    expect(facts('g')).not.toContain('100');
    expect(facts('c')).toContain('agent said 1 face · video shows 2');
    expect(facts('p')).toContain('For 4 s');
    expect(room.wrapper.findAll('[data-incident-id="p"] [data-testid="picture"]')).toEqual([]);
  });

  it('reads the next student’s sheet ahead, and no picture of it: that would be a look', async () => {
    const server = twoStudents();
    const room = await openRoom(server);
    await expect.poll(() => server.asked('GET', '/attempts/b').length).toBe(1);
    await flushPromises();
    const ofFirst = ['f1', 'f2', 'f3'].map((id) => server.asked('GET', `/${id}/pictures/`).length);
    expect(ofFirst).toEqual([1, 1, 1]);
    expect(server.asked('GET', '/pictures/')).toHaveLength(3);
    await room.press('Enter');
    expect(room.student()).toBe('b');
    await expect.poll(() => server.asked('GET', '/g1/pictures/').length).toBe(1);
  });

  it('fetches a picture once it is in sight, and none once its student was left', async () => {
    const places = watchSight();
    const server = new ExamServer();
    const many = Array.from({ length: config.queue.parallelPictures + 2 }, (_, n) => `f${n}`);
    server.add(
      'a',
      many.map((id, n) => violationFor(id, { capturedAt: n })),
    );
    server.add('b', [violationFor('g1')]);
    const release = server.hold('GET', '/pictures/');
    const room = await openRoom(server);
    expect(server.asked('GET', '/pictures/')).toEqual([]);
    const picture = (id: string) => room.wrapper.get(`[data-incident-id="${id}"] figure`).element;
    for (const id of many) places.inSight(picture(id));
    await flushPromises();
    const fetched = () => server.asked('GET', '/pictures/').map(({ path }) => path.split('/')[3]);
    expect(fetched()).toEqual(many.slice(0, config.queue.parallelPictures));
    await room.press('Enter');
    release();
    await flushPromises();
    places.inSight(picture('g1'));
    await expect.poll(() => fetched().at(-1)).toBe('g1');
    expect(fetched()).toHaveLength(config.queue.parallelPictures + 1);
  });
});

/** Nothing is in sight but what a test says. */
function watchSight() {
  const told = new Map<Element, () => void>();
  class Sight {
    readonly #tell: (element: Element) => void;
    constructor(tell: (entries: Partial<IntersectionObserverEntry>[]) => void) {
      this.#tell = (target) => tell([{ target, isIntersecting: true }]);
    }
    observe(element: Element): void {
      told.set(element, () => this.#tell(element));
    }
    disconnect(): void {}
  }
  vi.stubGlobal('IntersectionObserver', Sight);
  return { inSight: (element: Element) => told.get(element)?.() };
}

describe('a key', () => {
  it.each([
    ['a', 'accepted', 'accept'],
    ['d', 'dismissed', 'dismiss'],
    ['u', 'unsure', 'doubt'],
  ])('%s decides at once, and goes on by itself', async (key, state, event) => {
    const server = twoStudents();
    const room = await openRoom(server);
    await room.press(key);
    expect(room.stateOf('f1')).toBe(state);
    expect(room.current()).toBe('f2');
    expect(room.focused()).toBe('f2');
    await expect.poll(() => server.reviewOf('f1')?.state).toBe(state);
    expect(server.asked('PUT', '/f1/review')[0]?.body).toEqual({ event, note: null });
  });

  it.each([
    [['ArrowRight'], 'f2'],
    [['j', 'j'], 'f3'],
    [['j', 'ArrowLeft'], 'f1'],
    [['k'], 'f1'],
  ])('steps: %j', async (keys, id) => {
    const room = await openRoom(twoStudents());
    for (const key of keys) await room.press(key);
    expect(room.focused()).toBe(id);
  });

  it('decides on the whole group with Shift, and leaves what was decided before', async () => {
    const server = twoStudents();
    const room = await openRoom(server);
    await room.press('a');
    await room.press('D', { shiftKey: true, code: 'KeyD' });
    expect(['f1', 'f2', 'f3'].map(room.stateOf)).toEqual(['accepted', 'dismissed', 'dismissed']);
    expect(room.current()).toBe('p1');
  });

  it('does nothing while somebody writes', async () => {
    const server = twoStudents();
    const room = await openRoom(server);
    await room.press('n');
    const field = room.find('note-text');
    await expect.poll(() => document.activeElement).toBe(field.element);
    await room.press('d');
    expect(room.stateOf('f1')).toBe('open');
    await field.setValue('A poster.');
    await room.press('Enter');
    expect(room.find('note-text').exists()).toBe(false);
    await room.press('d');
    await expect.poll(() => server.reviewOf('f1')?.note).toBe('A poster.');
  });

  it('is nobody’s once letters were switched off', async () => {
    const room = await openRoom(twoStudents());
    await room.press('?', { shiftKey: true });
    await expect
      .poll(() => document.querySelector('[data-testid="keys"] [role="switch"]'))
      .not.toBeNull();
    document.querySelector<HTMLElement>('[data-testid="keys"] [role="switch"]')?.click();
    await flushPromises();
    document.querySelector<HTMLElement>('[data-testid="keys"] [aria-label="Close"]')?.click();
    await flushPromises();
    await room.press('d');
    expect(room.stateOf('f1')).toBe('open');
  });
});

describe('taking back', () => {
  it('undoes decisions one by one, whole groups at once, and leads back to them', async () => {
    const server = twoStudents();
    const room = await openRoom(server);
    await room.press('a');
    await room.press('D', { shiftKey: true, code: 'KeyD' });
    await room.press('z');
    expect(['f1', 'f2', 'f3'].map(room.stateOf)).toEqual(['accepted', 'open', 'open']);
    expect(room.focused()).toBe('f2');
    await room.press('z');
    expect(room.stateOf('f1')).toBe('open');
    expect(room.focused()).toBe('f1');
    await expect.poll(() => server.reviewOf('f1')?.state).toBe('open');
    await expect.poll(() => server.reviewOf('f2')?.state).toBe('open');
    await room.press('z');
    expect(room.stateOf('f1')).toBe('open');
  });

  it('brings back the word that was said before, with its note', async () => {
    const server = new ExamServer();
    const review = reviewFor('accepted', { staffId: 'me', staffName: 'ina', note: 'Two.' });
    server.add('a', [violationFor('f', { review }), violationFor('g')]);
    const room = await openRoom(server);
    await room.press('k');
    await room.press('d');
    await room.press('z');
    expect(room.stateOf('f')).toBe('accepted');
    await expect
      .poll(() => server.asked('PUT', '/f/review').at(-1)?.body)
      .toEqual({ event: 'accept', note: 'Two.' });
  });

  it('opens a finished student again', async () => {
    const server = twoStudents();
    const room = await openRoom(server);
    for (const key of ['d', 'd', 'd', 'd', 'f']) await room.press(key);
    expect(room.student()).toBe('b');
    await expect.poll(() => server.asked('POST', '/close').length).toBe(1);
    await room.press('z');
    expect(room.student()).toBe('a');
    await expect.poll(() => server.asked('POST', '/reopen').length).toBe(1);
  });

  it('sends what was said before only once the student is open again', async () => {
    const server = twoStudents();
    const room = await openRoom(server);
    const release = server.hold('POST', '/reopen');
    for (const key of ['d', 'd', 'd', 'd', 'f', 'z', 'z']) await room.press(key);
    await expect.poll(() => server.asked('POST', '/reopen').length).toBe(1);
    expect(server.asked('PUT', '/p1/review')).toHaveLength(1);
    release();
    await expect.poll(() => server.reviewOf('p1')?.state).toBe('open');
    expect(room.find('unsent-bar').exists()).toBe(false);
    expect(room.find('unclosed-bar').exists()).toBe(false);
    expect(room.focused()).toBe('p1');
  });

  it('is what a finished student needs before anything else is said', async () => {
    const server = twoStudents();
    const room = await openRoom(server);
    for (const key of ['d', 'd', 'd', 'd', 'f']) await room.press(key);
    await room.wrapper.get('[data-attempt-id="a"]').trigger('click');
    await room.press('a');
    expect(room.stateOf('f1')).toBe('dismissed');
    expect(server.asked('PUT', '/review')).toHaveLength(4);
    await room.find('reopen').trigger('click');
    await room.press('a');
    await expect.poll(() => server.reviewOf('f1')?.state).toBe('accepted');
  });
});

describe('a decision that cannot be saved', () => {
  it('stays as it was made, is said, and goes out with one click', async () => {
    const server = twoStudents();
    const room = await openRoom(server);
    server.refusal = problemResponse(403, 'not_allowed', 'No.');
    await room.press('d');
    await expect.poll(() => room.find('unsent-bar').exists()).toBe(true);
    expect(room.find('unsent-bar').text()).toContain('1 decision is not saved yet.');
    expect(room.stateOf('f1')).toBe('dismissed');
    server.refusal = null;
    await room.find('send-again').trigger('click');
    await expect.poll(() => server.reviewOf('f1')?.state).toBe('dismissed');
    await expect.poll(() => room.find('unsent-bar').exists()).toBe(false);
  });

  it('goes out by itself once the network is back', async () => {
    const server = twoStudents();
    const room = await openRoom(server);
    server.refusal = 'no network';
    await room.press('d');
    await room.press('a');
    await expect.poll(() => room.find('unsent-bar').text()).toContain('2 decisions');
    server.refusal = null;
    window.dispatchEvent(new Event('online'));
    await expect.poll(() => server.reviewOf('f1')?.state).toBe('dismissed');
    await expect.poll(() => server.reviewOf('f2')?.state).toBe('accepted');
    await expect.poll(() => localStorage.length).toBe(0);
  });

  it('is there again after the page was left', async () => {
    const server = twoStudents();
    const room = await openRoom(server);
    server.refusal = 'no network';
    await room.press('d');
    await expect.poll(() => room.find('unsent-bar').exists()).toBe(true);
    room.wrapper.unmount();
    server.refusal = null;
    const again = await openRoom(server);
    expect(again.find('unsent-bar').text()).toContain('1 decision is not saved yet.');
    expect(again.stateOf('f1')).toBe('dismissed');
    await again.find('send-again').trigger('click');
    await expect.poll(() => server.reviewOf('f1')?.state).toBe('dismissed');
  });

  it('can be dropped, and is open again then', async () => {
    const server = twoStudents();
    const room = await openRoom(server);
    server.refusal = problemResponse(403, 'not_allowed', 'No.');
    await room.press('d');
    await expect.poll(() => room.find('forget').exists()).toBe(true);
    await room.find('forget').trigger('click');
    expect(room.stateOf('f1')).toBe('open');
    expect(localStorage.length).toBe(0);
  });

  it('sends the newest of several words last', async () => {
    const server = twoStudents();
    const room = await openRoom(server);
    const release = server.hold('PUT', '/f1/review');
    for (const key of ['d', 'k', 'u', 'k', 'a']) await room.press(key);
    // One at a time: the next goes out once the one before has been answered.
    expect(server.asked('PUT', '/f1/review')).toHaveLength(1);
    release();
    await expect
      .poll(() => server.asked('PUT', '/f1/review').map(({ body }) => body))
      .toEqual([
        { event: 'dismiss', note: null },
        { event: 'accept', note: null },
      ]);
    await expect.poll(() => server.reviewOf('f1')?.state).toBe('accepted');
    expect(room.stateOf('f1')).toBe('accepted');
  });
});

describe('two reviewers', () => {
  const ana = (state: 'accepted' | 'dismissed', note: string | null = null) => ({
    votes: [{ staffId: 'ana', staffName: 'Ana', at: 3, state, note }],
  });

  it('are not told what the other one said before they have spoken', async () => {
    const server = new ExamServer({ reviewers: 2 });
    const review = reviewFor('open', { staffId: 'ana', ...ana('accepted', 'Two heads.') });
    server.add('a', [violationFor('f', { review }), violationFor('g')]);
    const room = await openRoom(server);
    const card = () => room.wrapper.get('[data-testid="card"][data-incident-id="f"]');
    expect(card().get('[data-testid="words"]').text()).toContain('Somebody else has spoken');
    expect(card().html()).not.toMatch(/Ana|Two heads|aria-pressed="true"/);
    await room.press('d');
    expect(card().get('[data-testid="words"]').text()).toBe(
      'You: Dismissed · Ana: Accepted · You do not agree. One more word decides, or one of you thinks again.',
    );
    expect(card().text()).toContain('Two heads.');
  });

  it('are told that the other one’s word is missing, and are asked no more', async () => {
    const server = twoStudents({ reviewers: 2 });
    const room = await openRoom(server);
    await room.press('d');
    const card = room.wrapper.get('[data-testid="card"][data-incident-id="f1"]');
    expect(card.get('[data-testid="words"]').text()).toBe(
      "You: Dismissed · Another reviewer's word is missing.",
    );
    expect(room.current()).toBe('f2');
    for (const key of ['d', 'd', 'd']) await room.press(key);
    expect(room.find('student-end').text()).toContain('Another person still has to decide on 4');
  });
});

describe('appeals', () => {
  const appeal = {
    ...{ id: 'q', examId: 'exam-1', attemptId: 'a', incidentId: 't', at: 8_000 },
    ...{ text: 'My cat pulled the plug.', answer: null },
  };

  it('come first, beside what they are about, and are answered there', async () => {
    const server = new ExamServer();
    server.add('a', [violationFor('f'), technicalFor('t', { endedAt: 7_000 })], [appeal]);
    const room = await openRoom(server);
    expect(room.wrapper.find('[data-testid="group"]').attributes('data-type')).toBe('appeals');
    expect(room.current()).toBe('t');
    await room.press('r');
    const field = room.find('answer-text');
    expect(document.activeElement).toBe(field.element);
    const byMe = { at: 9, byStaffId: 'me', byName: 'ina', text: 'Noted.' };
    const before = globalThis.fetch;
    vi.stubGlobal('fetch', (path: string, init: RequestInit) =>
      path.includes('/answer')
        ? Promise.resolve(new Response(JSON.stringify({ ...appeal, answer: byMe })))
        : before(path, init),
    );
    await field.setValue('Noted.');
    await room.find('answer-send').trigger('submit');
    await expect.poll(() => room.wrapper.text()).toContain('ina answered at');
    expect(room.current()).toBe('f');
  });
});

describe('a student', () => {
  it('cannot be finished while something is open, and is with one key then', async () => {
    const server = twoStudents();
    const room = await openRoom(server);
    await room.press('f');
    expect(room.student()).toBe('a');
    expect(room.find('student-end').attributes('data-unfinished')).toBe('open');
    const release = server.hold('PUT', '/p1/review');
    await room.press('D', { shiftKey: true, code: 'KeyD' });
    await room.press('d');
    await room.press('f');
    expect(room.student()).toBe('b');
    // The server has every decision before it is told.
    expect(server.asked('POST', '/attempts/a/close')).toEqual([]);
    release();
    await expect.poll(() => server.asked('POST', '/attempts/a/close').length).toBe(1);
    expect(server.students.find(({ attempt }) => attempt.id === 'a')?.attempt.state).toBe('closed');
    expect(room.find('unclosed-bar').exists()).toBe(false);
  });

  it('is told to be done with when nobody is left', async () => {
    const server = twoStudents();
    const room = await openRoom(server);
    await room.press('D', { shiftKey: true, code: 'KeyD' });
    await room.press('d');
    await room.press('Enter');
    await expect.poll(room.student).toBe('b');
    await expect.poll(room.current).toBe('g1');
    await room.press('d');
    await room.press('Enter');
    expect(room.find('all-done').exists()).toBe(true);
    expect(room.find('progress').text()).toContain('5 of 5 incidents decided');
  });
});

describe('the sheet of all students', () => {
  it('has the like incidents of all of them together', async () => {
    const server = twoStudents();
    server.add('c', [violationFor('h1')]);
    const room = await openRoom(server);
    await room.press('s');
    await expect.poll(() => room.wrapper.findAll('[data-testid="card"]').length).toBe(6);
    await room.press('A', { shiftKey: true, code: 'KeyA' });
    expect(['f1', 'f2', 'f3', 'h1'].map(room.stateOf)).toEqual(Array(4).fill('accepted'));
    expect(room.current()).toBe('p1');
  });
});

describe('pictures at full size', () => {
  it('show the current one, and the keys are the same', async () => {
    const room = await openRoom(twoStudents());
    await room.press('l');
    const viewer = () => document.querySelector('[data-testid="viewer"]');
    await expect.poll(() => viewer()?.getAttribute('data-incident-id')).toBe('f1');
    await room.press('ArrowRight');
    expect(viewer()?.getAttribute('data-incident-id')).toBe('f2');
    await room.press('d');
    expect(room.stateOf('f2')).toBe('dismissed');
    expect(viewer()?.getAttribute('data-incident-id')).toBe('f3');
  });
});

describe('what a student takes', () => {
  it('is counted in commands, and told once the student is left', async () => {
    const server = twoStudents();
    const room = await openRoom(server);
    for (const key of ['d', 'd', 'd', 'd', 'Enter']) await room.press(key);
    await expect.poll(() => server.asked('POST', '/attempts/a/review-effort').length).toBe(1);
    expect(server.asked('POST', '/attempts/a/review-effort')[0]?.body).toMatchObject({
      keystrokes: 5,
    });
  });

  it('is few: twenty students', async () => {
    const server = new ExamServer();
    // As an exam goes: most students have little, a few have a lot of one kind.
    for (let index = 0; index < 20; index += 1) {
      const gazes = index % 5 === 0 ? 6 : index % 3;
      const faces = index % 4 === 0 ? 2 : 0;
      server.add(`s${index}`, [
        ...Array.from({ length: gazes + 1 }, (_, n) =>
          violationFor(`s${index}-g${n}`, { type: 'gaze_away', capturedAt: 1_000 + n }),
        ),
        ...Array.from({ length: faces }, (_, n) => violationFor(`s${index}-f${n}`)),
        ...(index % 2 === 0 ? [pageEventFor(`s${index}-p`)] : []),
      ]);
    }
    const room = await openRoom(server);
    // A reviewer who looks at each picture of what is grave, and decides on like mild ones together.
    for (let student = 0; student < 20; student += 1) {
      for (
        let step = 0;
        step < 40 && room.find('finish').attributes('aria-disabled') === 'true';
        step += 1
      ) {
        const group = room.wrapper
          .findAll('[data-testid="group"]')
          .find((one) => one.find('[aria-current]').exists());
        const isMild = group?.attributes('data-type') === 'gaze_away';
        if (isMild) await room.press('D', { shiftKey: true, code: 'KeyD' });
        else await room.press('a');
      }
      await room.press('f');
    }
    await expect.poll(() => server.asked('POST', '/close').length).toBe(20);
    room.wrapper.unmount();
    await flushPromises();
    const keys = server
      .asked('POST', '/review-effort')
      .map(({ body }) => (body as { keystrokes: number }).keystrokes)
      .sort((a, b) => a - b);
    expect(keys).toHaveLength(20);
    const median = ((keys[9] ?? 0) + (keys[10] ?? 0)) / 2;
    expect(median).toBeLessThanOrEqual(3);
    expect(keys.at(-1)).toBeLessThanOrEqual(5);
  }, 30_000);
});

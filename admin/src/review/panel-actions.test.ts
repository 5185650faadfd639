import type { Action, Explanation, WallWatcher } from '@invigil/shared-types';
import { DOMWrapper, enableAutoUnmount } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { config } from '../config.ts';
import {
  actionFor,
  callFor,
  detailWith,
  ina,
  pageEventFor,
  reviewFor,
  studentMessageFor,
  technicalFor,
  violationFor,
} from '../testing/index.ts';
import { explanation, panelWith } from './testing/panel.ts';

enableAutoUnmount(afterEach);
afterEach(() => vi.unstubAllGlobals());

const page = new DOMWrapper(document.body);
const watcher = (staffId: string, attemptId: string | null): WallWatcher => ({
  connectionId: `${staffId}-wall`,
  staffId,
  name: staffId,
  attemptId,
});
const own: WallWatcher = {
  connectionId: 'here',
  staffId: 'staff-1',
  name: 'Ina',
  attemptId: 'a',
};

const panelScore = () =>
  page.get('[data-testid="panel"] [data-testid="score-badge"]').attributes('data-score');
const dialog = () => page.find<HTMLElement>('[data-testid="action-dialog"]');
const withActions = (...actions: Action[]) => ({ detail: detailWith([], 0, actions) });

describe('the open panel', () => {
  it('is told to the others, and that it is closed', async () => {
    const { link, shown } = await panelWith([]);
    const said = () => link.asked.filter((call) => call.startsWith('open '));
    expect(said()).toEqual(['open a']);
    shown.value = 'b';
    await expect.poll(() => said().at(-1)).toBe('open b');
    shown.value = null;
    await expect.poll(() => said().at(-1)).toBe('open nobody');
  });

  it('says who else is looking', async () => {
    const { link, wrapper } = await panelWith([]);
    const words = () => wrapper.get('[data-testid="also-looking"]').text();
    expect(words()).toBe('');
    link.tell.watchers([own, watcher('Ana', 'a'), watcher('Ben', 'b')]);
    await expect.poll(words).toBe('Ana is looking, too');
    link.tell.watchers([own, watcher('Ana', 'a'), watcher('Ben', 'a')]);
    await expect.poll(words).toBe('Ana and Ben are looking, too');
    link.tell.watchers([own, { ...own, connectionId: 'there' }]);
    await expect.poll(words).toContain('in another window');
  });

  it('leads to the student before and after, by button and by key', async () => {
    const { wrapper, panel } = await panelWith([violationFor('1')]);
    await wrapper.get('[data-testid="next-student"]').trigger('click');
    await panel().trigger('keydown', { key: '.' });
    await panel().trigger('keydown', { key: ',' });
    expect(panel().emitted('next')).toHaveLength(2);
    expect(panel().emitted('previous')).toHaveLength(1);
  });

  it('tells how the attempt stands', async () => {
    const { link, wrapper } = await panelWith([]);
    link.change({
      deltas: [{ attemptId: 'a', pausedAt: 9_000, extraTimeMs: 600_000, room: 'Hall A' }],
    });
    await expect.poll(() => wrapper.find('[data-testid="paused-since"]').exists()).toBe(true);
    expect(wrapper.get('[data-testid="paused-since"]').text()).toContain('Paused since 01:00:09');
    expect(wrapper.get('[data-testid="extra-time"]').text()).toBe(
      '10 minutes more, closes at 03:10',
    );
    expect(wrapper.text()).toContain('Hall A');
    link.change({ deltas: [{ attemptId: 'a', state: 'ended', stateSince: 9_000 }] });
    await expect
      .poll(() => wrapper.get('[data-testid="panel-state"]').text())
      .toBe('Ended by an invigilator at 01:00:09');
  });

  it('reads the attempt anew when the student leaves or gets more time', async () => {
    const { link, calls } = await panelWith([]);
    const reads = () => calls.filter(({ path }) => path === '/api/attempts/a').length;
    expect(reads()).toBe(1);
    link.change({ deltas: [{ attemptId: 'a', state: 'submitted', stateSince: 9_000 }] });
    await expect.poll(reads).toBe(2);
    link.change({ deltas: [{ attemptId: 'a', extraTimeMs: 60_000 }] });
    await expect.poll(reads).toBe(3);
    link.change({ deltas: [{ attemptId: 'a', score: 40 }] });
    await expect.poll(() => panelScore()).toBe('40');
    expect(reads()).toBe(3);
  });

  it('says that it is old while the server is not heard', async () => {
    const { link, wrapper } = await panelWith([]);
    link.tell.disconnected();
    await expect.poll(() => wrapper.find('[data-testid="panel-offline"]').exists()).toBe(true);
  });
});

describe('an action in the panel', () => {
  it('begins with its key or its button; the keys of decisions stay those of incidents', async () => {
    const { item, wrapper, calls } = await panelWith([violationFor('1')]);
    await item('1').trigger('keydown', { key: 'a' });
    await expect.poll(() => calls.at(-1)?.body).toEqual({ event: 'accept', note: null });
    expect(dialog().exists()).toBe(false);
    await item('1').trigger('keydown', { key: 'w' });
    await expect.poll(() => dialog().exists()).toBe(true);
    expect(dialog().attributes('data-kind')).toBe('warn');
    await dialog().trigger('keydown', { key: 'Escape' });
    await expect.poll(() => dialog().exists()).toBe(false);
    await wrapper.get('[data-testid="bar-message"]').trigger('click');
    await expect.poll(() => dialog().attributes('data-kind')).toBe('message');
  });

  it('stands on the timeline at once, failed with its reason, and goes out when asked', async () => {
    const { wrapper, link, panel } = await panelWith([]);
    await panel().trigger('keydown', { key: 's' });
    await expect.poll(() => dialog().exists()).toBe(true);
    await dialog().get('textarea').setValue('Who is that?');
    await dialog().get('form').trigger('submit');
    const entry = () => wrapper.find('[data-testid="outgoing"]');
    await expect.poll(() => entry().exists()).toBe(true);
    await expect.poll(() => entry().attributes('data-state')).toBe('failed');
    expect(entry().text()).toContain('The server cannot be reached.');
    link.onTake = ({ actionId, content }) =>
      Promise.resolve(actionFor(actionId, { content, by: ina, at: 10_000 }));
    await entry().get('[data-testid="send-again"]').trigger('click');
    await expect.poll(() => wrapper.findAll('[data-testid="action"]').length).toBe(1);
    expect(entry().exists()).toBe(false);
    expect(wrapper.get('[data-testid="action"]').text()).toContain('Called at 01:00:10');
  });

  it('of another invigilator is there as soon as the wall hears of it, with what became of it', async () => {
    const { link, entry, wrapper } = await panelWith([violationFor('v', { capturedAt: 4_000 })]);
    link.change({ actions: [actionFor('w', { at: 5_000 })] });
    await expect.poll(() => wrapper.find('[data-action-id="w"]').exists()).toBe(true);
    const [first] = wrapper.findAll('ol.divide-y > li');
    expect(first?.attributes('data-testid')).toBe('action');
    expect(first?.text()).toContain('Warning, Ana');
    expect(first?.text()).toContain('Please look at your screen.');
    const by = { kind: 'student' } as const;
    link.change({
      actions: [actionFor('w', { at: 5_000, progress: { state: 'seen', seenAt: 6_000, by } })],
    });
    await expect
      .poll(() => entry('w').get('[data-testid="action-state"]').text())
      .toBe('Seen at 01:00:06');
  });

  it('that lapsed says that the attempt was over before', async () => {
    const lapsed = actionFor('w', { progress: { state: 'lapsed', lapsedAt: 6_000 } });
    const { entry } = await panelWith([], withActions(lapsed));
    expect(entry('w').get('[data-testid="action-state"]').text()).toBe(
      'Lapsed at 01:00:06: the attempt was over before',
    );
  });

  it('is told by the panel alone while that is open', async () => {
    const { link, shown, wrapper } = await panelWith([]);
    const notices = () => wrapper.findAll('[data-testid="action-notice"]').length;
    link.change({ actions: [studentMessageFor('m')] });
    await expect.poll(() => wrapper.findAll('[data-testid="utterance"]').length).toBe(1);
    expect(notices()).toBe(0);
    shown.value = 'b';
    await expect.poll(notices).toBe(1);
  });

  it("reports another's call as seen, and one's own never", async () => {
    const { link } = await panelWith([], { open: [callFor('1'), callFor('2', { by: ina })] });
    await expect.poll(() => link.asked).toContain('progress see 1');
    expect(link.asked).not.toContain('progress see 2');
  });
});

describe('the conversation', () => {
  const message = studentMessageFor('m', { at: 4_000 });
  const seen = (action: Action): Action => ({
    ...action,
    progress: { state: 'seen', seenAt: 10_000, by: ina },
  });

  it('shows both sides, oldest first, and is not there where nothing was said', async () => {
    const { wrapper, link } = await panelWith([], withActions(callFor('c')));
    expect(wrapper.find('[data-testid="conversation"]').exists()).toBe(false);
    link.change({ actions: [actionFor('w', { at: 5_000 }), message] });
    await expect.poll(() => wrapper.findAll('[data-testid="utterance"]').length).toBe(2);
    const [first, second] = wrapper.findAll('[data-testid="utterance"]');
    expect(first?.text()).toContain('Student');
    expect(first?.text()).toContain('My screen is black.');
    expect(second?.text()).toContain('Ana');
    expect(second?.text()).toContain('Warning');
  });

  it('shows the newest, and all when asked', async () => {
    const shown = config.review.conversationShown;
    const messages = Array.from({ length: shown + 2 }, (_, index) =>
      studentMessageFor(`m${index}`, { at: 4_000 + index }),
    );
    const { wrapper } = await panelWith([], withActions(...messages));
    const ids = () =>
      wrapper
        .findAll('[data-testid="utterance"]')
        .map((utterance) => utterance.attributes('data-action-id'));
    const names = messages.map(({ id }) => id);
    expect(ids()).toEqual(names.slice(-shown));
    const button = wrapper.get('[data-testid="earlier-utterances"]');
    expect(button.text()).toBe('Show all 2 earlier messages');
    await button.trigger('click');
    expect(ids()).toEqual(names);
    // What is asked for is not read out as if it were new.
    expect(wrapper.findAll('[aria-live="polite"] [data-testid="utterance"]')).toHaveLength(shown);
    await button.trigger('click');
    expect(ids()).toEqual(names.slice(-shown));
  });

  it('reports a message as seen once it is on a visible page, and again after an outage', async () => {
    const { link } = await panelWith([], { open: [message] });
    const reports = () => link.asked.filter((call) => call === 'progress see m').length;
    await expect.poll(reports).toBe(1);
    // The server could not be reached; it is told when it can.
    link.onProgress = () => Promise.resolve(seen(message));
    link.tell.disconnected();
    link.tell.connected();
    await expect.poll(reports).toBe(2);
    link.change({ actions: [seen(message)] });
    expect(reports()).toBe(2);
  });

  it('says nothing of a message while the page is hidden', async () => {
    const hidden = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    const { link } = await panelWith([], { open: [message] });
    expect(link.asked).not.toContain('progress see m');
    hidden.mockRestore();
    document.dispatchEvent(new Event('visibilitychange'));
    await expect.poll(() => link.asked).toContain('progress see m');
  });

  it('is answered in place, which settles what was read', async () => {
    const { wrapper, link } = await panelWith([], { open: [seen(message)] });
    link.onTake = ({ actionId, content }) =>
      Promise.resolve(actionFor(actionId, { content, by: ina, at: 10_000 }));
    await wrapper.get('[data-testid="reply"]').setValue(' Please wait. ');
    await wrapper.get('[data-testid="reply-send"]').trigger('submit');
    await expect.poll(() => link.asked).toContain('take message a');
    await expect.poll(() => link.asked).toContain('progress finish m');
    expect(wrapper.get<HTMLTextAreaElement>('[data-testid="reply"]').element.value).toBe('');
    await expect
      .poll(() => wrapper.findAll('[data-testid="utterance"]').at(-1)?.text())
      .toContain('YouPlease wait.');
  });

  it('leaves what was read unsettled while the answer has not gone out', async () => {
    const { wrapper, link } = await panelWith([], { open: [seen(message)] });
    await wrapper.get('[data-testid="reply"]').setValue('Please wait.');
    await wrapper.get('[data-testid="reply-send"]').trigger('submit');
    await expect.poll(() => wrapper.find('[data-testid="outgoing"]').exists()).toBe(true);
    expect(link.asked).not.toContain('progress finish m');
  });

  it('shows what a student writes as text, whatever it is', async () => {
    const text = '<img src=x onerror=alert(1)>';
    const { wrapper } = await panelWith([], {
      open: [studentMessageFor('m', { content: { kind: 'student_message', text } })],
    });
    expect(wrapper.get('[data-testid="utterance"]').text()).toContain(text);
    expect(wrapper.find('[data-testid="utterance"] img').exists()).toBe(false);
  });
});

describe('a decision with a note', () => {
  it('opens its field with a key, and goes out with it', async () => {
    const { item, calls } = await panelWith([violationFor('1')]);
    await item('1').trigger('keydown', { key: 'n' });
    await expect.poll(() => item('1').find('[data-testid="note-text"]').exists()).toBe(true);
    const field = item('1').get<HTMLTextAreaElement>('[data-testid="note-text"]');
    await expect.poll(() => document.activeElement).toBe(field.element);
    await field.setValue('A poster on the wall.');
    // Typing decides nothing.
    await field.trigger('keydown', { key: 'd' });
    expect(calls.every(({ method }) => method === 'GET')).toBe(true);
    await item('1').get('[data-testid="decide-dismiss"]').trigger('click');
    await expect
      .poll(() => calls.findLast(({ method }) => method === 'PUT')?.body)
      .toEqual({ event: 'dismiss', note: 'A poster on the wall.' });
    // It could not be saved: what was written is still there.
    await expect.poll(() => item('1').find('[data-testid="decision-problem"]').exists()).toBe(true);
    expect(item('1').find('[data-testid="note-text"]').exists()).toBe(true);
  });

  it('shows who decided, when and why, and the note can be changed', async () => {
    const review = reviewFor('dismissed', { staffName: 'Ana', note: 'A poster.' });
    const { item, calls } = await panelWith([violationFor('1', { review })]);
    expect(item('1').get('[data-testid="decision-words"]').text()).toBe(
      'Dismissed by Ana at 01:00:09, does not count',
    );
    expect(item('1').get('[data-testid="decision-note"]').text()).toBe('Note: A poster.');
    await item('1').get('[data-testid="add-note"]').trigger('click');
    const field = item('1').get<HTMLTextAreaElement>('[data-testid="note-text"]');
    expect(field.element.value).toBe('A poster.');
    await field.setValue('A poster of a person.');
    await item('1').get('[data-testid="save-note"]').trigger('click');
    await expect
      .poll(() => calls.findLast(({ method }) => method === 'PUT')?.body)
      .toEqual({ event: 'dismiss', note: 'A poster of a person.' });
  });
});

describe('a note that is being written', () => {
  async function writing() {
    const panel = await panelWith([violationFor('1')]);
    await panel.item('1').get('[data-testid="add-note"]').trigger('click');
    const field = () => panel.item('1').find<HTMLTextAreaElement>('[data-testid="note-text"]');
    await expect.poll(() => field().exists()).toBe(true);
    await field().setValue('A poster on');
    return { ...panel, field };
  }

  it('stays when the incident is read anew', async () => {
    const { hear, wrapper, field } = await writing();
    hear(violationFor('1', { review: { ...reviewFor('open'), staffId: null, at: null } }));
    hear(pageEventFor('2'));
    await expect.poll(() => wrapper.find('[data-incident-id="2"]').exists()).toBe(true);
    expect(field().element.value).toBe('A poster on');
  });

  it('stays when another invigilator decides meanwhile', async () => {
    const { hear, item, field } = await writing();
    hear(violationFor('1', { review: reviewFor('accepted', { staffName: 'Ana', note: 'Two.' }) }));
    await expect.poll(() => item('1').text()).toContain('Accepted by Ana');
    expect(field().element.value).toBe('A poster on');
  });

  it('is done once it stands on the incident', async () => {
    const { hear, field } = await writing();
    hear(violationFor('1', { review: reviewFor('dismissed', { note: 'A poster on' }) }));
    await expect.poll(() => field().exists()).toBe(false);
  });
});

describe('the chart of the score', () => {
  const lines: Explanation['lines'] = explanation.lines;

  it('tells its story in a sentence and a table, and marks what happened', async () => {
    const { wrapper, link } = await panelWith(
      [
        violationFor('v', { capturedAt: 5_000 }),
        pageEventFor('p', { capturedAt: 6_000 }),
        technicalFor('t', { capturedAt: 7_000, endedAt: 8_000 }),
      ],
      { explain: () => ({ ...explanation, lines }) },
    );
    await expect.poll(() => wrapper.find('[data-testid="score-chart"]').exists()).toBe(true);
    const chart = wrapper.get('[data-testid="score-chart"]');
    expect(chart.get('svg').attributes('aria-label')).toContain('now 0, highest 15 at 01:00:06');
    expect(chart.findAll('tbody tr').map((row) => row.text())).toEqual([
      '01:00:000',
      '01:00:0615',
      '01:00:070',
    ]);
    const kinds = () =>
      chart.findAll('[data-testid="chart-mark"]').map((mark) => mark.attributes('data-kind'));
    expect(kinds()).toEqual(['incident', 'page_event', 'technical']);
    link.change({ actions: [actionFor('w', { at: 9_000 })] });
    await expect.poll(kinds).toEqual(['incident', 'page_event', 'technical', 'action']);
    expect(chart.get('[data-id="w"] title').text()).toBe('01:00:09 Warning, Ana');
  });

  it('leads from a mark to its entry', async () => {
    const { wrapper, item } = await panelWith([
      violationFor('v', { capturedAt: 5_000 }),
      pageEventFor('p', { capturedAt: 6_000 }),
    ]);
    await expect.poll(() => wrapper.find('[data-id="v"]').exists()).toBe(true);
    await wrapper.get('[data-id="v"]').trigger('click');
    await expect.poll(() => document.activeElement).toBe(item('v').element);
  });

  it('leads to the timeline from elsewhere, too', async () => {
    const { wrapper, item } = await panelWith([violationFor('v', { capturedAt: 5_000 })]);
    await wrapper.get('[data-testid="show-explanation"]').trigger('mousedown', { button: 0 });
    await expect.poll(() => wrapper.find('[data-testid="explanation"]').exists()).toBe(true);
    await expect.poll(() => wrapper.find('[data-id="v"]').exists()).toBe(true);
    await wrapper.get('[data-id="v"]').trigger('click');
    await expect.poll(() => wrapper.find('[data-incident-id="v"]').exists()).toBe(true);
    await expect.poll(() => document.activeElement).toBe(item('v').element);
  });

  it('draws nothing that has not happened', async () => {
    const { wrapper } = await panelWith([technicalFor('t', { capturedAt: 7_000 })]);
    await expect.poll(() => wrapper.find('[data-id="t"]').exists()).toBe(true);
    const path = wrapper.get('[data-testid="score-line"]').attributes('d') ?? '';
    const right = Number(/L([\d.]+),[\d.]+$/.exec(path)?.[1]);
    // Ten seconds of the five minutes that the axis covers.
    expect(right).toBeLessThan(60);
    const bar = wrapper.get('[data-id="t"] rect');
    expect(Number(bar.attributes('x')) + Number(bar.attributes('width'))).toBeLessThan(60);
  });

  it('says so where it cannot be read, and takes nothing else with it', async () => {
    const { wrapper } = await panelWith([violationFor('v')], { explain: () => 'no network' });
    await expect.poll(() => wrapper.text()).toContain('The scores over time could not be read.');
    expect(wrapper.findAll('[data-testid="incident"]')).toHaveLength(1);
  });
});

describe('a long attempt', () => {
  it('shows its newest entries first, and all of them when asked', async () => {
    const many = Array.from({ length: config.review.timelineShown + 3 }, (_, index) =>
      pageEventFor(`p${index}`, { capturedAt: 1_000 + index }),
    );
    const { wrapper } = await panelWith(many);
    const count = () => wrapper.findAll('[data-testid="incident"]').length;
    expect(count()).toBe(config.review.timelineShown);
    await wrapper.get('[data-testid="show-all-entries"]').trigger('click');
    expect(count()).toBe(many.length);
  });

  it('shows the newest steps of its score, and all of them when asked', async () => {
    const [line] = explanation.lines;
    if (line === undefined) throw new Error('No line to repeat.');
    const lines = Array.from({ length: config.review.explanationShown + 5 }, (_, index) => ({
      ...line,
      sentence: `Step ${index}.`,
    }));
    const { wrapper } = await panelWith([], { explain: () => ({ ...explanation, lines }) });
    await wrapper.get('[data-testid="show-explanation"]').trigger('mousedown', { button: 0 });
    const rows = () => wrapper.findAll('[data-testid="explanation-line"]');
    await expect.poll(() => rows().length).toBe(config.review.explanationShown);
    expect(rows()[0]?.text()).toContain('Step 5.');
    expect(wrapper.get('[data-testid="show-all-steps"]').text()).toBe('Show all 5 earlier steps');
    await wrapper.get('[data-testid="show-all-steps"]').trigger('click');
    expect(rows()).toHaveLength(lines.length);
  });
});

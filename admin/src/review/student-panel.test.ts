import {
  isJudged,
  reasonSentences,
  score,
  type Incident,
  type ReviewReply,
} from '@invigil/shared-types';
import { enableAutoUnmount } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  contradictionFor,
  detailWith,
  pageEventFor,
  pictureFor,
  problemResponse,
  reviewFor,
  technicalFor,
  violationFor,
} from '../testing/index.ts';
import { panelWith } from './testing/panel.ts';

enableAutoUnmount(afterEach);
afterEach(() => vi.unstubAllGlobals());

const decided = (incident: Incident, state: 'accepted' | 'dismissed'): Incident =>
  isJudged(incident) ? { ...incident, review: reviewFor(state) } : incident;

describe('the timeline', () => {
  it('shows all four kinds, newest first', async () => {
    const { wrapper } = await panelWith([
      violationFor('v', { capturedAt: 1_000 }),
      pageEventFor('p', { capturedAt: 2_000, durationMs: 12_000 }),
      technicalFor('t', { capturedAt: 3_000, endedAt: 8_000 }),
      contradictionFor('c', { capturedAt: 4_000 }),
    ]);
    const rows = wrapper.findAll('[data-testid="incident"]');
    expect(rows.map((row) => row.attributes('data-kind'))).toEqual([
      'contradiction',
      'technical',
      'page_event',
      'violation',
    ]);
    const [contradiction, technical, page, violation] = rows.map((row) => row.text());
    expect(contradiction).toContain('Agent and video disagree');
    expect(contradiction?.match(/agent said 1 face · video shows 2/g)).toHaveLength(2);
    expect(contradiction).toContain('ounts once accepted');
    expect(technical).toContain('Camera switched off');
    expect(technical).toContain('Until 01:00:08, for 5 s');
    expect(technical).toContain('never counts');
    expect(page).toContain('Quiz page hidden');
    expect(page).toContain('For 12 s');
    expect(violation).toContain('Second face');
    expect(violation).toContain('Held 1.6 s');
  });

  it('lets nobody decide on a technical incident, and shows it in its own colour', async () => {
    const { item, calls } = await panelWith([technicalFor('t')]);
    expect(item('t').find('[data-testid^="decide"]').exists()).toBe(false);
    expect(item('t').find('.text-technical').exists()).toBe(true);
    await item('t').trigger('keydown', { key: 'd' });
    expect(calls.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('counts on while a page event lasts, until it hears of the end', async () => {
    const { item, hear } = await panelWith([pageEventFor('p', { capturedAt: 2_000 })]);
    expect(item('p').get('[data-testid="lasting"]').text()).toMatch(/^For ([89]|1\d) s so far$/);
    hear(pageEventFor('p', { capturedAt: 2_000, durationMs: 12_000 }));
    await expect.poll(() => item('p').find('[data-testid="lasting"]').exists()).toBe(false);
    expect(item('p').text()).toContain('For 12 s');
  });

  it("puts the agent's picture and the witness's side by side, and fills in what comes later", async () => {
    const { item, hear } = await panelWith([violationFor('v')]);
    const sources = item('v')
      .findAll('[data-testid="picture"]')
      .map((place) => place.attributes('data-source'));
    expect(sources).toEqual(['agent', 'witness']);
    expect(item('v').findAll('[data-testid="evidence-image"]')).toHaveLength(1);
    expect(item('v').get('[data-testid="no-picture"]').attributes('data-state')).toBe('awaited');
    const evidence = pictureFor('w', { capturedAt: 7_000 });
    hear(violationFor('v', { witness: { state: 'taken', evidence, faces: 2 } }));
    await expect.poll(() => item('v').findAll('[data-testid="evidence-image"]').length).toBe(2);
    const witness = item('v').get('[data-source="witness"]');
    expect(witness.get('img').attributes('src')).toBe('/api/incidents/v/pictures/w');
    expect(witness.get('figcaption').text()).toContain('Witness 01:00:07');
    expect(witness.text()).toContain('2 faces counted');
  });

  it('says why there is no picture of the witness', async () => {
    const { item } = await panelWith([
      violationFor('v', { witness: { state: 'missing', reason: 'no_stream' } }),
    ]);
    expect(item('v').get('[data-testid="no-picture"]').text()).toBe(
      'The student sent no video then.',
    );
  });

  it('is walked with the arrow keys', async () => {
    const { item } = await panelWith([
      violationFor('1', { capturedAt: 2_000 }),
      pageEventFor('2', { capturedAt: 1_000 }),
    ]);
    expect(item('1').attributes('tabindex')).toBe('0');
    expect(item('2').attributes('tabindex')).toBe('-1');
    (item('1').element as HTMLElement).focus();
    await item('1').trigger('keydown', { key: 'ArrowDown' });
    expect(document.activeElement).toBe(item('2').element);
    expect(item('2').attributes('tabindex')).toBe('0');
    await item('2').trigger('keydown', { key: 'ArrowDown' });
    await item('2').trigger('keydown', { key: 'ArrowUp' });
    expect(document.activeElement).toBe(item('1').element);
  });

  it('catches up on what the wall missed while it was cut off', async () => {
    const { wrapper, server, link } = await panelWith([violationFor('1')]);
    server.detail = detailWith([violationFor('2', { capturedAt: 6_000 }), violationFor('1')]);
    link.tell.disconnected();
    link.tell.connected();
    await expect.poll(() => wrapper.findAll('[data-testid="incident"]').length).toBe(2);
  });
});

describe('the score', () => {
  it('is explained with its policy, and what is claimed beyond it stands beside it', async () => {
    const { wrapper, server, hear } = await panelWith([violationFor('1')]);
    expect(wrapper.get('[data-testid="claimed-score"]').text()).toBe('· 30 claimed');
    expect(wrapper.get('[data-testid="score-words"]').text()).toBe(
      '0 clear = nothing counts so far',
    );
    expect(wrapper.get('[data-testid="policy-version"]').text()).toBe('Policy version 1');
    server.detail = detailWith([violationFor('1')], 2);
    hear(violationFor('1', { heldMs: 9_000 }));
    await expect
      .poll(() => wrapper.get('[data-testid="score-words"]').text())
      .toBe('16 look = medium 16');
  });
});

describe('a decision', () => {
  it('is made by button, shown once the server has it, and can be taken back', async () => {
    const incident = violationFor('1');
    let answer: (reply: ReviewReply) => void = () => {};
    const { item, calls, server } = await panelWith([incident], {
      review: () => new Promise((resolve) => (answer = resolve)),
    });
    expect(item('1').find('[data-testid="decide-reopen"]').exists()).toBe(false);
    await item('1').get('[data-testid="decide-dismiss"]').trigger('click');
    await expect.poll(() => calls.at(-1)?.body).toEqual({ event: 'dismiss', note: null });
    expect(item('1').attributes('data-review')).toBe('open');
    expect(item('1').get('[data-testid="decision-words"]').text()).toBe('Saving');
    server.detail = detailWith([decided(incident, 'dismissed')]);
    answer({ incident: decided(incident, 'dismissed'), score: score({}) });
    await expect.poll(() => item('1').attributes('data-review')).toBe('dismissed');
    expect(item('1').get('[data-testid="decision-words"]').text()).toBe(
      'Dismissed at 01:00:09, does not count',
    );
    expect(item('1').get('.line-through').text()).toBe('Second face');
    const pressed = item('1').get('[data-testid="decide-dismiss"]');
    expect(pressed.attributes('aria-pressed')).toBe('true');
    await item('1').get('[data-testid="decide-reopen"]').trigger('click');
    await expect.poll(() => calls.at(-1)?.body).toEqual({ event: 'reopen', note: null });
  });

  it.each([
    ['a', 'accept'],
    ['d', 'dismiss'],
    ['u', 'doubt'],
  ])('is made with the key %s', async (key, event) => {
    const { item, calls } = await panelWith([pageEventFor('1')]);
    await item('1').trigger('keydown', { key });
    await expect.poll(() => calls.at(-1)).toMatchObject({ method: 'PUT', body: { event } });
  });

  it('that fails leaves the incident as it is and says so', async () => {
    const { item } = await panelWith([violationFor('1')], {
      review: () =>
        problemResponse(503, 'storage_unavailable', reasonSentences.storage_unavailable),
    });
    await item('1').get('[data-testid="decide-accept"]').trigger('click');
    await expect.poll(() => item('1').find('[data-testid="decision-problem"]').exists()).toBe(true);
    expect(item('1').get('[role="alert"]').text()).toBe(
      `The decision was not saved. ${reasonSentences.storage_unavailable}`,
    );
    expect(item('1').attributes('data-review')).toBe('open');
  });
});

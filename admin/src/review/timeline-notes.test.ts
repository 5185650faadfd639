import { enableAutoUnmount } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { detectorOffFor, noteFor, pageEventFor, violationFor } from '../testing/index.ts';
import { explanation, panelWith } from './testing/panel.ts';

enableAutoUnmount(afterEach);
afterEach(() => vi.unstubAllGlobals());

describe('a note on the timeline', () => {
  it('is a quiet line with an icon of its own, in no colour', async () => {
    const { item } = await panelWith([
      noteFor('c', { type: 'calibrated', again: true }),
      noteFor('s', { type: 'calibration_skipped' }),
      noteFor('f', { type: 'identity_taken', again: true }),
    ]);
    expect(item('c').text()).toBe('Calibrated again01:00:05');
    expect(item('s').get('[data-testid="facts"]').text()).toBe('Not held against the student');
    expect(item('f').text()).toContain('Face to compare with taken again');
    expect(item('f').text()).toContain('The one before was lost, as with a restart of the browser');
    const icons = ['c', 's', 'f'].map((id) => item(id).get('svg'));
    expect(icons.every((icon) => icon.classes().includes('text-muted'))).toBe(true);
    expect(new Set(icons.map((icon) => icon.html())).size).toBe(3);
    expect(item('c').find('.text-technical').exists()).toBe(false);
    expect(item('c').find('[data-testid="background-sketch"]').exists()).toBe(false);
  });

  it('draws where the faces in the background are, and says it to whoever does not see that', async () => {
    const { item } = await panelWith([
      noteFor('b', {
        type: 'background_face',
        boxes: [
          { x: 0.05, y: 0.1, w: 0.1, h: 0.2 },
          { x: 0.8, y: 0.4, w: 0.1, h: 0.2 },
        ],
      }),
    ]);
    const sketch = item('b').get('[data-testid="background-sketch"]');
    expect(sketch.attributes('role')).toBe('img');
    expect(sketch.attributes('aria-label')).toBe('Where in the picture: upper left, right');
    expect(sketch.findAll('rect').map((box) => box.attributes('x'))).toEqual(['0.05', '0.8']);
    expect(item('b').get('[data-testid="facts"]').text()).toBe('Left out while it does not move');
  });

  it('leaves nothing to decide, by button or by key', async () => {
    const { item, calls } = await panelWith([noteFor('n')]);
    expect(item('n').find('button').exists()).toBe(false);
    for (const key of ['a', 'd', 'u']) await item('n').trigger('keydown', { key });
    expect(calls.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('is walked past with the arrow keys like everything else', async () => {
    const { item } = await panelWith([
      noteFor('n', { capturedAt: 2_000 }),
      pageEventFor('p', { capturedAt: 1_000 }),
    ]);
    (item('n').element as HTMLElement).focus();
    await item('n').trigger('keydown', { key: 'ArrowDown' });
    expect(document.activeElement).toBe(item('p').element);
  });
});

describe('a detector that switched itself off', () => {
  const turned = violationFor('turned', { type: 'head_turned', capturedAt: 200_000 });
  const before = violationFor('before', { type: 'head_turned', capturedAt: 100_000 });

  it('says which, why, and what does not count', async () => {
    const { item } = await panelWith([detectorOffFor('off', 150_000), turned]);
    const text = item('off').text();
    expect(text).toContain('Detector switched itself off: Head turned away');
    expect(text).toContain('Claimed in 41 % of 5 calm minutes');
    expect(text).toContain('What it claimed since 01:02:30 does not count');
    expect(text).not.toContain('Until');
    expect(item('off').find('.text-technical').exists()).toBe(true);
    expect(item('off').find('button').exists()).toBe(false);
  });

  it('takes back at once what was there before, without its being sent again', async () => {
    const { item, link, wrapper } = await panelWith([turned, before]);
    expect(item('turned').attributes('data-disregarded')).toBeUndefined();
    link.change({
      deltas: [{ attemptId: 'a', score: 3 }],
      incidents: [detectorOffFor('off', 150_000)],
    });
    await expect.poll(() => item('turned').attributes('data-disregarded')).toBe('true');
    expect(wrapper.get('[data-testid="score-badge"]').attributes('data-score')).toBe('3');
    expect(item('turned').get('.line-through').text()).toBe('Head turned away');
    expect(item('turned').get('[data-testid="decision-words"]').text()).toBe(
      'does not count: its detector switched itself off',
    );
    expect(item('before').find('.line-through').exists()).toBe(false);
  });

  it('leaves a decision on them possible, and needs none', async () => {
    const { item, calls } = await panelWith([detectorOffFor('off', 150_000), turned]);
    await item('turned').get('[data-testid="decide-dismiss"]').trigger('click');
    await expect.poll(() => calls.at(-1)?.body).toEqual({ event: 'dismiss', note: null });
  });

  it('is told beside their pictures as well', async () => {
    const { item } = await panelWith([detectorOffFor('off', 150_000), turned]);
    await item('turned').get('[data-testid="enlarge"]').trigger('click');
    const words = () =>
      document.querySelector('[data-testid="evidence-dialog"] [data-testid="decision-words"]');
    await expect
      .poll(() => words()?.textContent.trim())
      .toBe('does not count: its detector switched itself off');
  });
});

describe('the explanation', () => {
  it('tells a distance as a figure for a person, and notes in passing', async () => {
    const [claimed] = explanation.lines;
    if (claimed === undefined) throw new Error('No line to change.');
    const lines = [
      { ...claimed, type: 'identity_mismatch' as const, detail: { identity: 0.62 } },
      { ...claimed, kind: 'noted' as const, type: 'calibrated' as const, sentence: 'Calibrated.' },
    ];
    const { wrapper } = await panelWith([], { explain: () => ({ ...explanation, lines }) });
    await wrapper.get('[data-testid="show-explanation"]').trigger('mousedown', { button: 0 });
    const rows = () => wrapper.findAll('[data-testid="explanation-line"]');
    await expect.poll(() => rows().length).toBe(2);
    expect(rows()[0]?.get('[data-testid="distance"]').text()).toContain('0.62');
    expect(rows()[1]?.find('[data-testid="distance"]').exists()).toBe(false);
    expect(rows()[1]?.attributes('data-kind')).toBe('noted');
    expect(rows()[1]?.findAll('td')[1]?.classes()).toContain('text-muted');
  });
});

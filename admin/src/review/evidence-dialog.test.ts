import type { Incident } from '@invigil/shared-types';
import { DOMWrapper, enableAutoUnmount } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  actionFor,
  contradictionFor,
  detailWith,
  noteFor,
  pageEventFor,
  pictureFor,
  technicalFor,
  violationFor,
} from '../testing/index.ts';
import { panelWith } from './testing/panel.ts';

enableAutoUnmount(afterEach);
afterEach(() => vi.unstubAllGlobals());

describe('the pictures at full size', () => {
  const dialog = () =>
    new DOMWrapper(document.body).find<HTMLElement>('[data-testid="evidence-dialog"]');

  async function enlarged(incidents: Incident[], id: string) {
    const panel = await panelWith(incidents);
    await panel.item(id).get('[data-testid="enlarge"]').trigger('click');
    await expect.poll(() => dialog().exists()).toBe(true);
    return panel;
  }
  const taken = violationFor('v', {
    capturedAt: 3_000,
    witness: {
      state: 'taken',
      evidence: pictureFor('w', { sha256: `${'c'.repeat(12)}${'d'.repeat(52)}` }),
      faces: null,
    },
  });
  const all = [
    taken,
    pageEventFor('p', { capturedAt: 2_000 }),
    contradictionFor('c', { capturedAt: 1_000 }),
  ];

  it('are the pair, each with its source, its time and its fingerprint', async () => {
    await enlarged(all, 'v');
    const figures = dialog().findAll('figure');
    expect(figures.map((figure) => figure.attributes('data-source'))).toEqual(['agent', 'witness']);
    expect(figures[1]?.get('figcaption').text()).toContain('Witness 01:00:05');
    expect(figures[1]?.get('[data-testid="fingerprint"]').text()).toContain(
      'SHA-256 cccccccccccc…',
    );
  });

  it('are walked with the arrow keys, past what has no picture, and closed with Escape', async () => {
    await enlarged(all, 'v');
    await dialog().trigger('keydown', { key: 'ArrowRight' });
    expect(dialog().attributes('data-incident-id')).toBe('c');
    expect(dialog().text()).toContain('2 of 2');
    await dialog().trigger('keydown', { key: 'ArrowRight' });
    expect(dialog().attributes('data-incident-id')).toBe('c');
    await dialog().trigger('keydown', { key: 'ArrowLeft' });
    expect(dialog().attributes('data-incident-id')).toBe('v');
    await dialog().trigger('keydown', { key: 'Escape' });
    await expect.poll(() => dialog().exists()).toBe(false);
  });

  it('are walked one by one', async () => {
    await enlarged(
      ['1', '2', '3', '4'].map((id) => violationFor(id, { capturedAt: 9_000 - Number(id) })),
      '1',
    );
    for (const next of ['2', '3', '4']) {
      await dialog().trigger('keydown', { key: 'ArrowRight' });
      expect(dialog().attributes('data-incident-id')).toBe(next);
    }
  });

  it('are walked past notes, troubles and actions, newest first', async () => {
    const incidents = [
      violationFor('3', { capturedAt: 9_000 }),
      noteFor('n', { capturedAt: 8_000 }),
      technicalFor('t', { capturedAt: 6_000 }),
      violationFor('1', { capturedAt: 4_000 }),
    ];
    const actions = [actionFor('w', { at: 8_500 }), actionFor('x', { at: 5_000 })];
    const panel = await panelWith(incidents, { detail: detailWith(incidents, 0, actions) });
    await panel.item('3').get('[data-testid="enlarge"]').trigger('click');
    await expect.poll(() => dialog().exists()).toBe(true);
    await dialog().trigger('keydown', { key: 'ArrowRight' });
    expect(dialog().attributes('data-incident-id')).toBe('1');
    // One that comes in between moves nothing away from under the eyes.
    panel.hear(violationFor('2', { capturedAt: 7_000 }));
    panel.link.change({ actions: [actionFor('y', { at: 9_500 })] });
    await expect.poll(() => dialog().text()).toContain('3 of 3');
    expect(dialog().attributes('data-incident-id')).toBe('1');
    await dialog().trigger('keydown', { key: 'ArrowLeft' });
    expect(dialog().attributes('data-incident-id')).toBe('2');
  });

  it('are still walked after the last one was reached by its button', async () => {
    await enlarged(all, 'v');
    const older = dialog().get<HTMLElement>('[data-testid="older"]');
    older.element.focus();
    await older.trigger('click');
    expect(dialog().attributes('data-incident-id')).toBe('c');
    expect(older.attributes('aria-disabled')).toBe('true');
    await older.trigger('keydown', { key: 'ArrowLeft' });
    expect(dialog().attributes('data-incident-id')).toBe('v');
  });

  it('keep the focus when the decision that had it is another one', async () => {
    await enlarged(all, 'v');
    const accept = dialog().get<HTMLElement>('[data-testid="decide-accept"]');
    accept.element.focus();
    await accept.trigger('keydown', { key: 'ArrowRight' });
    expect(dialog().attributes('data-incident-id')).toBe('c');
    await expect.poll(() => dialog().element.contains(document.activeElement)).toBe(true);
  });

  it("leave the browser's own keys alone, and those of a text field", async () => {
    await enlarged(all, 'v');
    await dialog().trigger('keydown', { key: 'ArrowRight', altKey: true });
    expect(dialog().attributes('data-incident-id')).toBe('v');
    await dialog().get('[data-testid="add-note"]').trigger('click');
    await expect.poll(() => dialog().find('[data-testid="note-text"]').exists()).toBe(true);
    await dialog().get('[data-testid="note-text"]').trigger('keydown', { key: 'ArrowRight' });
    expect(dialog().attributes('data-incident-id')).toBe('v');
  });

  it('are decided on with the same keys', async () => {
    const { calls } = await enlarged(all, 'c');
    await dialog().trigger('keydown', { key: 'a' });
    await expect
      .poll(() => calls.at(-1))
      .toMatchObject({ path: '/api/incidents/c/review', body: { event: 'accept' } });
  });

  it('give their whole fingerprint to the clipboard, or to the eye where that is forbidden', async () => {
    const writeText = vi.fn<(text: string) => Promise<void>>(() => Promise.resolve());
    vi.stubGlobal('navigator', { ...navigator, clipboard: { writeText } });
    await enlarged(all, 'v');
    const witness = () => dialog().get('[data-source="witness"]');
    await witness().get('[data-testid="fingerprint"] button').trigger('click');
    const sha256 = `${'c'.repeat(12)}${'d'.repeat(52)}`;
    expect(writeText).toHaveBeenCalledExactlyOnceWith(sha256);
    await expect.poll(() => witness().text()).toContain('Copied');
    writeText.mockRejectedValue(new DOMException('', 'NotAllowedError'));
    await witness().get('[data-testid="fingerprint"] button').trigger('click');
    await expect.poll(() => witness().text()).toContain(sha256);
  });
});

import { enableAutoUnmount, type VueWrapper } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { problemResponse, violationFor } from '../testing/index.ts';
import { explanation, panelWith, type Server } from './testing/panel.ts';

enableAutoUnmount(afterEach);
afterEach(() => vi.unstubAllGlobals());

describe('how the score came about', () => {
  const lines = (wrapper: VueWrapper) =>
    wrapper
      .findAll('[data-testid="explanation-line"]')
      .map((line) => line.findAll('td').map((cell) => cell.text()));

  async function explained(changes: Partial<Server> = {}) {
    const panel = await panelWith([violationFor('1')], changes);
    // The tabs open on the pressing, not on the letting go.
    await panel.wrapper.get('[data-testid="show-explanation"]').trigger('mousedown', { button: 0 });
    await expect.poll(() => panel.wrapper.find('[data-testid="explanation"]').exists()).toBe(true);
    return panel;
  }

  it('is told step by step, with points, the running score and the policy', async () => {
    const { wrapper } = await explained();
    await expect.poll(() => lines(wrapper).length).toBe(3);
    expect(lines(wrapper)).toEqual([
      ['01:00:05', 'Second face claimed, held for 1.6 s.', '', '0'],
      ['01:00:06', 'Confirmed 0.4 s later.', '+15', '15'],
      ['01:00:07', 'Dismissed.', '−15', '0'],
    ]);
    expect(wrapper.get('[data-testid="explanation"]').text()).toContain(
      '15 clear · Policy version 3',
    );
    await wrapper.get('input[type="checkbox"]').setValue(true);
    expect(lines(wrapper)).toHaveLength(2);
  });

  it('follows what the wall hears', async () => {
    const { wrapper, server, hear } = await explained();
    await expect.poll(() => lines(wrapper).length).toBe(3);
    server.explain = () => ({ ...explanation, lines: explanation.lines.slice(0, 2) });
    hear(violationFor('2'));
    await expect.poll(() => lines(wrapper).length).toBe(2);
  });

  it('says so where nothing has happened', async () => {
    const { wrapper } = await explained({ explain: () => ({ ...explanation, lines: [] }) });
    await expect
      .poll(() => wrapper.get('[data-testid="explanation"]').text())
      .toContain('Nothing has happened yet');
  });

  it('says so where it cannot be read, and is read again when asked', async () => {
    const { wrapper, server } = await explained({
      explain: () => problemResponse(503, 'storage_unavailable', 'Please try again.'),
    });
    const text = () => wrapper.get('[data-testid="explanation"]').text();
    await expect.poll(text).toContain('Please try again.');
    server.explain = () => explanation;
    await wrapper.get('[data-testid="explanation"] button').trigger('click');
    await expect.poll(() => lines(wrapper).length).toBe(3);
  });
});

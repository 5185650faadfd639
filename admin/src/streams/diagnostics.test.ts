import { mount } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { nextTick, shallowRef } from 'vue';
import DiagnosticsButton from './DiagnosticsButton.vue';
import type { StreamDiagnostics } from './diagnostics.ts';

const figures: StreamDiagnostics = {
  budget: { live: 24, consumers: 48 },
  live: 24,
  warm: 12,
  crowded: true,
  consumers: 36,
  asking: 1,
  queued: 2,
  outlets: [{ outlet: 'hall-1', transports: 2, consumers: 20 }],
  closedConsumers: 130,
  recycled: 1,
  phaseChanges: [{ from: 'playing', event: 'stalled', count: 3 }],
  firstFrames: { count: 40, p50: 84.4, p95: 210 },
  batch: { sequence: 1234, delayMs: 41 },
};

describe('the diagnostics', () => {
  const diagnostics = shallowRef(figures);
  const mounted = () =>
    mount(DiagnosticsButton, { props: { streams: { diagnostics } }, attachTo: document.body });
  const panel = () => document.querySelector('[data-testid="diagnostics"]');
  const figure = (name: string) =>
    panel()?.querySelector(`[data-figure="${name}"]`)?.textContent.trim();
  const press = async (target: EventTarget, init: KeyboardEventInit = { key: 'g' }) => {
    target.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, ...init }));
    await nextTick();
  };

  afterEach(() => {
    diagnostics.value = figures;
    document.body.innerHTML = '';
  });

  it('say in plain words how the videos come, and move on', async () => {
    const wrapper = mounted();
    expect(panel()).toBeNull();
    await wrapper.get('[data-testid="diagnostics-button"]').trigger('click');
    await expect.poll(panel).not.toBeNull();
    expect(figure('live')).toBe('24 of 24');
    expect(figure('held')).toBe('36 of 48');
    expect(figure('firstFrame')).toBe('half within 84 ms, 95 % within 210 ms');
    expect(figure('batch')).toContain('41 ms');
    expect(figure('outlet')).toBe('2 connections, 20 videos');
    expect(panel()?.textContent).toContain('stood still, fetched again');
    expect(panel()?.querySelector('[data-testid="diagnostics-crowded"]')).not.toBeNull();
    diagnostics.value = { ...figures, live: 3, crowded: false, firstFrames: null, batch: null };
    await nextTick();
    expect(figure('live')).toBe('3 of 24');
    expect(figure('firstFrame')).toBe('No video has played yet');
    wrapper.unmount();
  });

  it('open and close by a key, but not while somebody writes', async () => {
    const wrapper = mounted();
    const field = document.body.appendChild(document.createElement('input'));
    await press(field);
    await press(document.body, { key: 'g', ctrlKey: true });
    expect(panel()).toBeNull();
    await press(document.body);
    await expect.poll(panel).not.toBeNull();
    await press(document.body);
    await expect.poll(panel).toBeNull();
    wrapper.unmount();
    await press(document.body);
    expect(panel()).toBeNull();
  });
});

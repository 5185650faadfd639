import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LayerDemand, type Layers } from './layer-demand.ts';

const lowerAfterMs = 2000;
let told: Layers[];
let demand: LayerDemand;
beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  demand = new LayerDemand(lowerAfterMs, 1, (layers) => told.push(layers));
});
afterEach(() => vi.useRealTimers());

describe('the layers that are wanted', () => {
  it('are told at once where they are more, and only where they changed', () => {
    demand.want(1);
    demand.want(2);
    demand.want(2);
    expect(told).toEqual([2]);
    vi.advanceTimersByTime(60_000);
    expect(told).toEqual([2]);
  });

  it('are told after a while where they are fewer', () => {
    demand.want(2);
    demand.want(0);
    vi.advanceTimersByTime(lowerAfterMs - 1);
    expect(told).toEqual([2]);
    vi.advanceTimersByTime(1);
    expect(told).toEqual([2, 0]);
    expect(demand.told).toBe(0);
  });

  it('are not told at all where they are back in time', () => {
    demand.want(2);
    for (let scroll = 0; scroll < 10; scroll += 1) {
      demand.want(0);
      vi.advanceTimersByTime(lowerAfterMs - 1);
      demand.want(2);
    }
    vi.advanceTimersByTime(60_000);
    expect(told).toEqual([2]);
  });

  it('are told as they are by then', () => {
    demand.want(2);
    demand.want(0);
    vi.advanceTimersByTime(lowerAfterMs - 1);
    // Still fewer than were told, but more than a moment ago: the wait is not begun anew.
    demand.want(1);
    vi.advanceTimersByTime(1);
    expect(told).toEqual([2, 1]);
  });

  it('are told at once where something needs more for a moment, and again when it does not', () => {
    demand.need(2);
    expect(told).toEqual([2]);
    demand.need(0);
    expect(told).toEqual([2, 1]);
  });

  it('are those that are wanted where something needs fewer', () => {
    demand.want(2);
    demand.need(1);
    demand.need(0);
    expect(told).toEqual([2]);
  });

  it('go down with what is wanted while something is needed, and no further', () => {
    demand.need(1);
    demand.want(2);
    demand.want(0);
    vi.advanceTimersByTime(lowerAfterMs);
    expect(told).toEqual([2, 1]);
    demand.need(0);
    expect(told).toEqual([2, 1, 0]);
  });

  it('are not told any more once the stream is over', () => {
    demand.want(0);
    demand.close();
    demand.need(2);
    vi.advanceTimersByTime(60_000);
    expect(told).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

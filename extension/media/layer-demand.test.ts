import { describe, expect, it } from 'vitest';
import { LayerDemand, type Adjustable } from './layer-demand.ts';

/** A producer that takes as long as it is let. */
class FakeProducer implements Adjustable {
  closed = false;
  paused = false;
  readonly done: string[] = [];
  readonly #waiting: (() => void)[] = [];

  pause = () => {
    this.paused = true;
    this.done.push('pause');
  };
  resume = () => {
    this.paused = false;
    this.done.push('resume');
  };
  setMaxSpatialLayer = async (layer: number) => {
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.closed) throw new Error('closed');
    this.done.push(`up to ${layer}`);
  };

  /** Carries out what was asked for first. */
  async next(): Promise<void> {
    this.#waiting.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('LayerDemand', () => {
  it('leaves a producer alone while all of it is wanted', async () => {
    const [demand, producer] = [new LayerDemand(), new FakeProducer()];
    demand.fit(producer);
    demand.want(2);
    demand.want(7);
    await producer.next();
    expect(producer.done).toEqual([]);
  });

  it('lowers itself to one layer, stops, and comes back', async () => {
    const [demand, producer] = [new LayerDemand(), new FakeProducer()];
    demand.fit(producer);
    demand.want(1);
    await producer.next();
    demand.want(0);
    demand.want(0);
    expect([producer.done, producer.paused]).toEqual([['up to 0', 'pause'], true]);
    await producer.next();
    demand.want(2);
    await producer.next();
    // Asleep it was made ready for all of it.
    expect(producer.done).toEqual(['up to 0', 'pause', 'up to 1', 'resume']);
  });

  it('wakes up to one layer without having sent the other', async () => {
    const [demand, producer] = [new LayerDemand(), new FakeProducer()];
    demand.fit(producer);
    demand.want(0);
    demand.want(1);
    await producer.next();
    expect(producer.done).toEqual(['pause', 'up to 0', 'resume']);
  });

  it('goes by what was wanted last, however fast that changes', async () => {
    const [demand, producer] = [new LayerDemand(), new FakeProducer()];
    demand.fit(producer);
    for (const layers of [1, 2, 1, 0, 2, 1]) demand.want(layers);
    for (let i = 0; i < 5; i++) await producer.next();
    expect(producer.done).toEqual(['up to 0']);
    demand.want(2);
    demand.want(0);
    for (let i = 0; i < 5; i++) await producer.next();
    expect([producer.done.slice(1), producer.paused]).toEqual([['up to 1', 'pause'], true]);
  });

  it('makes a producer that comes later do the same', async () => {
    const [demand, first, second] = [new LayerDemand(), new FakeProducer(), new FakeProducer()];
    demand.want(0);
    demand.fit(first);
    expect(first.paused).toBe(true);
    demand.want(1);
    first.closed = true;
    demand.fit(second);
    await first.next();
    await second.next();
    expect([first.done, second.done]).toEqual([['pause'], ['up to 0']]);
  });
});

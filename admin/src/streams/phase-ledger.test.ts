import { describe, expect, it } from 'vitest';
import { PhaseLedger } from './phase-ledger.ts';

describe('the ledger of phases', () => {
  it('counts every change by where it began and why, and tells each once', () => {
    const ledger = new PhaseLedger(10);
    expect(ledger.take()).toBeNull();
    ledger.count('idle', 'want');
    ledger.count('playing', 'lost');
    ledger.count('playing', 'lost');
    expect(ledger.take()?.changes).toEqual([
      { from: 'idle', event: 'want', count: 1 },
      { from: 'playing', event: 'lost', count: 2 },
    ]);
    expect(ledger.take()).toBeNull();
    ledger.count('idle', 'want');
    expect(ledger.take()?.changes).toEqual([{ from: 'idle', event: 'want', count: 1 }]);
    expect(ledger.totals).toEqual([
      { from: 'idle', event: 'want', count: 2 },
      { from: 'playing', event: 'lost', count: 2 },
    ]);
  });

  it('keeps what the server did not hear for the next time', () => {
    const ledger = new PhaseLedger(10);
    ledger.count('idle', 'want');
    ledger.firstFrame(90);
    const unheard = ledger.take();
    ledger.count('idle', 'want');
    ledger.firstFrame(110);
    if (unheard !== null) ledger.putBack(unheard);
    expect(ledger.take()).toEqual({
      changes: [{ from: 'idle', event: 'want', count: 2 }],
      firstFrameMs: [90, 110],
    });
  });

  it('knows how long the first frame takes, of the newest videos', () => {
    const ledger = new PhaseLedger(100);
    expect(ledger.firstFrames).toBeNull();
    for (let ms = 1; ms <= 300; ms += 1) ledger.firstFrame(ms);
    expect(ledger.firstFrames).toEqual({ count: 100, p50: 250, p95: 295 });
    expect(ledger.take()?.firstFrameMs).toHaveLength(100);
  });
});

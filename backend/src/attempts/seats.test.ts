import { describe, expect, it, vi } from 'vitest';
import { Refusal } from '../ops/index.ts';
import { Seats, type Seat } from './seats.ts';

const seatOf = (agentId: string) => ({
  agentId,
  supersede: vi.fn<Seat['supersede']>(),
  end: () => Promise.resolve(),
});

describe('a seat', () => {
  it('is for one agent; another one is turned away and changes nothing', () => {
    const seats = new Seats();
    const first = seatOf('a');
    seats.take('attempt', first);
    expect(() => seats.take('attempt', seatOf('b'))).toThrow(
      expect.objectContaining({ name: 'Refusal', reason: 'attempt_elsewhere' }),
    );
    expect(first.supersede).not.toHaveBeenCalled();
    expect(seats.leave('attempt', first)).toBe(true);
  });

  it('goes to the newer connection of the same agent; the older one is told once', () => {
    const seats = new Seats();
    const [first, second] = [seatOf('a'), seatOf('a')];
    seats.take('attempt', first);
    seats.take('attempt', second);
    expect(first.supersede).toHaveBeenCalledOnce();
    expect(second.supersede).not.toHaveBeenCalled();
    expect([seats.holds('attempt', first), seats.holds('attempt', second)]).toEqual([false, true]);
    expect(seats.leave('attempt', first)).toBe(false);
    expect(seats.of('attempt')).toBe(second);
    expect(seats.leave('attempt', second)).toBe(true);
    expect(seats.of('attempt')).toBeUndefined();
    expect(seats.holds('attempt', second)).toBe(false);
  });

  it('is already the new one when the old one is told', () => {
    const seats = new Seats();
    const second = seatOf('a');
    const left: boolean[] = [];
    const first: Seat = {
      agentId: 'a',
      // What a connection does when it ends: it gives back a seat that is no longer its own.
      supersede: () => left.push(seats.leave('attempt', first)),
      end: () => Promise.resolve(),
    };
    seats.take('attempt', first);
    seats.take('attempt', second);
    expect(left).toEqual([false]);
    expect(seats.size).toBe(1);
  });

  it('may be taken twice by the same connection', () => {
    const seats = new Seats();
    const seat = seatOf('a');
    seats.take('attempt', seat);
    seats.take('attempt', seat);
    expect(seat.supersede).not.toHaveBeenCalled();
    expect(seats.size).toBe(1);
  });

  it('is free for anyone once it was left', () => {
    const seats = new Seats();
    const first = seatOf('a');
    seats.take('attempt', first);
    seats.leave('attempt', first);
    expect(() => seats.take('attempt', seatOf('b'))).not.toThrow(Refusal);
    expect(seats.leave('other attempt', first)).toBe(false);
  });
});

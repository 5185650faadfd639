import { failure, success, type Sitting } from '@invigil/shared-types';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { config } from '../config.ts';
import { BreakDesk } from './break-desk.ts';

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(console, 'info').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const sitting: Sitting = { pausedAt: 5, closesAt: 9, breaks: { leftMs: 60_000, since: 5 } };

it('asks once, however often the button is pressed, and goes by what the server says', async () => {
  const request = vi.fn(() => Promise.resolve(success({ sitting })));
  const onSitting = vi.fn();
  const desk = new BreakDesk({ request, onSitting, onChange: () => undefined });
  await Promise.all([desk.ask('begin'), desk.ask('begin')]);
  expect(request).toHaveBeenCalledExactlyOnceWith('begin');
  expect(onSitting).toHaveBeenCalledExactlyOnceWith(sitting);
  expect(desk.problem).toBeNull();
});

it('says for a while why there is none', async () => {
  const onChange = vi.fn();
  const desk = new BreakDesk({
    request: () => Promise.resolve(failure('no_break_left')),
    onSitting: () => expect.unreachable(),
    onChange,
  });
  await desk.ask('begin');
  expect(desk.problem).toBe('No break is left.');
  await vi.advanceTimersByTimeAsync(config.page.breakProblemMs);
  expect([desk.problem, onChange.mock.calls.length]).toEqual([null, 2]);
});

it('counts while a break is under way, and no longer', async () => {
  const onChange = vi.fn();
  const desk = new BreakDesk({
    request: () => Promise.resolve(failure('no_answer')),
    onSitting: () => undefined,
    onChange,
  });
  desk.follow(true);
  desk.follow(true);
  await vi.advanceTimersByTimeAsync(3 * config.page.breakCountMs);
  expect(onChange).toHaveBeenCalledTimes(3);
  desk.follow(false);
  await vi.advanceTimersByTimeAsync(3 * config.page.breakCountMs);
  expect(onChange).toHaveBeenCalledTimes(3);
});

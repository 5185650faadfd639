import { describe, expect, it } from 'vitest';
import { mediaLifecycle, type MediaEvent, type MediaState } from './lifecycle.ts';

const started = {
  open: 'opening',
  connect: 'flowing',
  falter: 'healing',
  fail: 'resting',
  close: 'closed',
} as const;
const moves: Record<MediaState, Partial<Record<MediaEvent, MediaState>>> = {
  closed: { open: 'opening', close: 'closed' },
  opening: started,
  flowing: started,
  healing: started,
  resting: { open: 'opening', close: 'closed' },
};

describe('mediaLifecycle', () => {
  for (const state of mediaLifecycle.states) {
    for (const event of mediaLifecycle.events) {
      const target = moves[state][event];
      it(`${state} + ${event} → ${target ?? 'refused'}`, () => {
        const next = mediaLifecycle.next(state, event);
        if (target === undefined) expect(next.moved).toBe(false);
        else expect(next).toEqual({ moved: true, state: target });
      });
    }
  }
});

import { attemptLifecycle, isBefore, outcomeSchema } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import {
  nextStep,
  overWords,
  stepLifecycle,
  type Progress,
  type Step,
  type StepEvent,
} from './steps.ts';

const moves: Record<Step, Partial<Record<StepEvent, Step>>> = {
  link: { open: 'asking', use_camera: 'camera' },
  asking: {
    open: 'asking',
    refuse: 'link',
    read: 'consent',
    allow: 'access',
    use_camera: 'camera',
    wait: 'wait',
    end: 'over',
  },
  consent: {
    open: 'asking',
    read: 'consent',
    decline: 'declined',
    allow: 'access',
    use_camera: 'camera',
    wait: 'wait',
    end: 'over',
  },
  declined: { open: 'asking', read: 'consent', end: 'over' },
  access: {
    open: 'asking',
    read: 'consent',
    allow: 'access',
    use_camera: 'camera',
    wait: 'wait',
    end: 'over',
  },
  camera: {
    open: 'asking',
    read: 'consent',
    allow: 'access',
    check: 'check',
    look: 'look',
    face: 'face',
    wait: 'wait',
    end: 'over',
  },
  check: {
    open: 'asking',
    read: 'consent',
    allow: 'access',
    lose_camera: 'camera',
    look: 'look',
    face: 'face',
    wait: 'wait',
    end: 'over',
  },
  look: {
    open: 'asking',
    read: 'consent',
    allow: 'access',
    lose_camera: 'camera',
    face: 'face',
    wait: 'wait',
    go_back: 'back',
    end: 'over',
  },
  face: {
    open: 'asking',
    read: 'consent',
    allow: 'access',
    lose_camera: 'camera',
    wait: 'wait',
    end: 'over',
  },
  wait: {
    open: 'asking',
    read: 'consent',
    allow: 'access',
    use_camera: 'camera',
    check: 'check',
    look: 'look',
    face: 'face',
    end: 'over',
  },
  back: { open: 'asking', lose_camera: 'camera' },
  over: { open: 'asking' },
};

describe('stepLifecycle', () => {
  for (const step of stepLifecycle.states) {
    for (const event of stepLifecycle.events) {
      const target = moves[step][event];
      it(`${step} + ${event} → ${target ?? 'refused'}`, () => {
        const next = stepLifecycle.next(step, event);
        if (target === undefined) expect(next.moved).toBe(false);
        else expect(next).toEqual({ moved: true, state: target });
      });
    }
  }

  it('lets no step be passed over before the student has agreed', () => {
    for (const event of ['check', 'look', 'face'] as const) {
      for (const step of ['link', 'asking', 'consent', 'declined'] as const) {
        expect(stepLifecycle.next(step, event).moved).toBe(false);
      }
    }
  });
});

const fresh: Progress = {
  state: 'invited',
  admission: 'opens',
  agreed: false,
  allowed: true,
  checked: false,
  asked: false,
  faced: false,
};
const done: Progress = { ...fresh, agreed: true, checked: true, asked: true, faced: true };

describe('nextStep', () => {
  it.each([
    [fresh, 'read'],
    [{ ...fresh, agreed: true, state: 'consented' }, 'check'],
    // Before the camera, and never before the student has agreed.
    [{ ...fresh, agreed: true, allowed: false, state: 'consented' }, 'allow'],
    [{ ...fresh, allowed: false }, 'read'],
    [{ ...done, allowed: false, state: 'waiting' }, 'allow'],
    [{ ...done, allowed: false, state: 'in_progress', admission: 'open' }, 'allow'],
    // The page was closed while the check ran, or it failed then.
    [{ ...fresh, agreed: true, state: 'checking' }, 'check'],
    [{ ...fresh, agreed: true, state: 'checking', checked: true }, 'look'],
    [{ ...fresh, agreed: true, state: 'ready' }, 'look'],
    [{ ...fresh, agreed: true, state: 'ready', asked: true }, 'face'],
    [{ ...done, state: 'ready' }, 'wait'],
    // Another day, in a browser that was closed meanwhile: the face is to be taken anew, and nothing else.
    [{ ...done, state: 'waiting', checked: false, faced: false }, 'face'],
    [{ ...done, state: 'waiting', checked: false }, 'wait'],
    [{ ...done, state: 'declined' }, 'read'],
    // The text has changed since.
    [{ ...done, state: 'waiting', agreed: false }, 'read'],
    [{ ...done, state: 'waiting', admission: 'closed' }, 'end'],
    // Another computer, in the middle of the exam: the text, and then straight back.
    [{ ...fresh, state: 'in_progress', admission: 'open' }, 'read'],
    [{ ...fresh, state: 'left', admission: 'open', agreed: true }, 'wait'],
  ] as const)('%o → %s', (progress, event) => {
    expect(nextStep(progress)).toBe(event);
  });

  it('always finds a step that can be taken from where it is asked', () => {
    const truths = [true, false];
    const pairs = truths.flatMap((one) => truths.map((two) => [one, two] as const));
    for (const state of attemptLifecycle.states) {
      if (!isBefore(state) && attemptLifecycle.next(state, 'join').moved === false) continue;
      for (const agreed of truths) {
        for (const [checked, allowed] of pairs) {
          const known = { agreed, checked, allowed };
          const event = nextStep({ ...fresh, ...known, state, admission: 'open' });
          const from: Step[] = agreed ? ['camera'] : ['asking', 'camera', 'check', 'wait'];
          for (const step of from) expect(stepLifecycle.next(step, event).moved).toBe(true);
        }
      }
    }
  });
});

describe('the words for an attempt that is over', () => {
  it.each([...outcomeSchema.options, null])('say how it ended: %s', (outcome) => {
    const { title, words } = overWords({ outcome }, 'exams@example.edu');
    expect(title).not.toBe('');
    expect(words).toMatch(/^[A-Z].*\.$/);
    expect(words.includes('exams@example.edu')).toBe(outcome !== 'submitted');
  });
});

import { staffActionSchema } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { compose, mostMinutes } from './composing.ts';
import { preparedFor } from './prepared.ts';

const nothing = { text: '  ', minutes: null };

describe('an action that is put together', () => {
  it.each(['warn', 'message', 'ask'] as const)('%s needs a text', (kind) => {
    expect(compose(kind, nothing)).toEqual({ lacks: 'text' });
    expect(compose(kind, { ...nothing, text: ' Hello ' })).toEqual({
      content: { kind, text: 'Hello' },
    });
  });

  it.each(['pause', 'end'] as const)('%s needs a reason', (kind) => {
    expect(compose(kind, nothing)).toEqual({ lacks: 'reason' });
    expect(compose(kind, { ...nothing, text: 'So' })).toEqual({ content: { kind, reason: 'So' } });
  });

  it.each([null, 0, -5, 2.5, mostMinutes + 1, NaN])('%s minutes extend nothing', (minutes) => {
    expect(compose('extend', { text: 'So', minutes })).toEqual({ lacks: 'minutes' });
  });

  it('extends by whole minutes, with a reason', () => {
    expect(compose('extend', { text: '', minutes: 10 })).toEqual({ lacks: 'reason' });
    expect(compose('extend', { text: 'So', minutes: 10 })).toEqual({
      content: { kind: 'extend', extraMs: 600_000, reason: 'So' },
    });
  });

  it('calls others with or without a reason', () => {
    expect(compose('second_look', nothing)).toEqual({
      content: { kind: 'second_look', reason: null },
    });
  });

  it('is always one that the server takes', () => {
    const kinds = ['warn', 'message', 'ask', 'pause', 'extend', 'end', 'second_look'] as const;
    for (const kind of kinds) {
      for (const text of ['x', 'x'.repeat(600), `<script>${'x'.repeat(490)}</script>`]) {
        const composed = compose(kind, { text, minutes: 5 });
        if (!('content' in composed)) throw new Error(`${kind} lacks something.`);
        expect(staffActionSchema.safeParse(composed.content).success).toBe(true);
      }
    }
  });
});

describe('prepared texts', () => {
  it("start with what the newest incident's catalogue entry asks for", () => {
    const incident = { id: '1', type: 'multiple_faces' as const, capturedAt: 1 };
    expect(preparedFor('warn', incident)[0]?.text).toBe(
      'There is a second face in the picture. Please make sure that you are alone in the picture.',
    );
    const others = preparedFor('warn', null);
    expect(preparedFor('warn', { ...incident, type: 'page_hidden' })).toEqual(others);
    expect(preparedFor('warn', incident).slice(1)).toEqual(others);
  });

  it('say what to do, and accuse nobody', () => {
    const kinds = ['warn', 'ask', 'pause', 'extend', 'end', 'second_look'] as const;
    for (const { text } of kinds.flatMap((kind) => preparedFor(kind, null))) {
      expect(text).not.toMatch(/cheat|suspicious|caught|!/i);
    }
  });
});

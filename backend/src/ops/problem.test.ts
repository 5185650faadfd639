import { reasonSentences, type Reason } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { StorageError } from '../storage/index.ts';
import { concerning } from './concerning.ts';
import { openLog } from './log.ts';
import { toFailure } from './problem.ts';
import { Refusal } from './refusal.ts';

const lineSchema = z.looseObject({ level: z.number(), reason: z.string(), msg: z.string() });

/** What the sender is told, and what the log says. */
function failureOf(error: unknown) {
  const lines: z.infer<typeof lineSchema>[] = [];
  const log = openLog('info', {
    write: (line) => void lines.push(lineSchema.parse(JSON.parse(line))),
  });
  return { failure: toFailure(error, log, { route: '/x' }), lines };
}

async function thrownBy(action: () => Promise<unknown>): Promise<unknown> {
  return action().then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('what is thrown', () => {
  it.each(Object.keys(reasonSentences) as Reason[])(
    'as the refusal %s is told as such',
    (reason) => {
      const { failure, lines } = failureOf(new Refusal(reason));
      expect(failure).toEqual({ reason, message: reasonSentences[reason] });
      expect(lines).toEqual([expect.objectContaining({ level: 30, reason, route: '/x' })]);
    },
  );

  it('by a schema names the first wrong fields, never what was sent', () => {
    const schema = z.object({ a: z.number(), b: z.object({ c: z.string().max(3) }) });
    const { error } = schema.safeParse({ a: 'Ada', b: { c: 'Lovelace' } });
    const { failure, lines } = failureOf(error);
    expect(failure.reason).toBe('invalid_message');
    expect(failure.message).toContain('a: invalid type; b.c: too big');
    expect(JSON.stringify([failure, lines])).not.toMatch(/Ada|Lovelace/);
  });

  it('by a schema says what would be right, in the words of the contract alone', () => {
    const schema = z.object({
      share: z.number().gt(0).max(1),
      caps: z.string().refine(() => false, 'a band must not add more than a graver one'),
    });
    const told = (share: number) =>
      failureOf(schema.safeParse({ share, caps: 'Ada' }).error).failure.message;
    expect(told(2)).toContain('share: too big (at most 1); caps: a band must not add more than');
    expect(told(0)).toContain('share: too small (more than 0)');
    expect(told(2)).not.toContain('Ada');
  });

  it('by a store is a fault of the server that may pass', () => {
    const { failure, lines } = failureOf(new StorageError('attempts.find', new Error('secret')));
    expect(failure).toEqual({
      reason: 'storage_unavailable',
      message: reasonSentences.storage_unavailable,
    });
    expect(lines).toEqual([expect.objectContaining({ level: 50, reason: 'storage_unavailable' })]);
  });

  it.each([new Error('the password is secret'), 'a text', undefined, null])(
    'and is unknown (%s) tells the sender nothing',
    (error) => {
      const { failure, lines } = failureOf(error);
      expect(failure).toEqual({ reason: 'internal', message: reasonSentences.internal });
      expect(lines).toEqual([expect.objectContaining({ level: 50, reason: 'internal' })]);
    },
  );
});

describe('a log line about a failure', () => {
  it('names what the action was about, the innermost first', async () => {
    const error = await thrownBy(() =>
      concerning({ attemptId: 'outer', examId: 'e' }, () =>
        concerning({ attemptId: 'inner' }, () => {
          throw new Refusal('unknown_claim');
        }),
      ),
    );
    const { lines } = failureOf(error);
    expect(lines).toEqual([expect.objectContaining({ attemptId: 'inner', examId: 'e' })]);
  });

  it('is about the same thing that was thrown, whatever that is', async () => {
    const action = (): never => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- any value can be thrown
      throw 'a text';
    };
    expect(await thrownBy(() => concerning({ attemptId: 'a' }, action))).toBe('a text');
    expect(await concerning({ attemptId: 'a' }, () => 'done')).toBe('done');
  });
});

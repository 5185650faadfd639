import { describe, expect, it, vi } from 'vitest';
import { attemptFor, examFor } from '../../shared-types/src/testing/attempts.ts';
import type { EnrolOutcome } from './enrol.ts';
import type { StoredEnrolment } from './stored.ts';
import { TokenKeeper } from './token-keeper.ts';

const enrolment: StoredEnrolment = {
  serverOrigin: 'https://invigil.example.edu',
  code: 'abcdefghijklmnop',
  token: 'first',
  tokenExpiresAt: 1_000_000,
  consentVersion: '1',
  consent: null,
  ended: null,
  attempt: attemptFor(),
  admission: { state: 'open' },
  examVersion: '1/1/1',
  serverTime: 0,
  deletion: { picturesAt: 3_000_000, recordsAt: 4_000_000 },
  exam: examFor(),
};

function keeperAt(now: number, answer?: EnrolOutcome) {
  const renewal: EnrolOutcome = answer ?? {
    ok: true,
    enrolment: { ...enrolment, token: 'second', tokenExpiresAt: 5_000_000 },
  };
  const enrol = vi.fn(() => Promise.resolve(renewal));
  const onRenewed = vi.fn();
  return {
    keeper: new TokenKeeper({ enrolment, now: () => now, onRenewed, enrol }),
    enrol,
    onRenewed,
  };
}

describe('TokenKeeper', () => {
  it('gives the token it has while that is good for another while', async () => {
    const { keeper, enrol } = keeperAt(900_000);
    expect(await keeper.token()).toBe('first');
    expect(enrol).not.toHaveBeenCalled();
  });

  it('renews it once, however many ask, and tells', async () => {
    const { keeper, enrol, onRenewed } = keeperAt(950_000);
    expect(await Promise.all([keeper.token(), keeper.token()])).toEqual(['second', 'second']);
    expect(await keeper.token()).toBe('second');
    expect(enrol).toHaveBeenCalledOnce();
    expect(onRenewed).toHaveBeenCalledOnce();
  });

  it('renews a token that the server refused', async () => {
    const { keeper } = keeperAt(0);
    keeper.refused();
    expect(await keeper.token()).toBe('second');
  });

  it('says why there is none, and asks again the next time', async () => {
    const { keeper, enrol } = keeperAt(950_000, { ok: false, reason: 'attempt_over' });
    await expect(keeper.token()).rejects.toMatchObject({ reason: 'attempt_over' });
    await expect(keeper.token()).rejects.toMatchObject({ reason: 'attempt_over' });
    expect(enrol).toHaveBeenCalledTimes(2);
  });
});

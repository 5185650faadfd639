import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { claimsInLog, type LoggedClaim } from './claims-in-log.ts';

it('passes every line on and tells of claims alone', () => {
  const file = new PassThrough();
  const claims: LoggedClaim[] = [];
  const log = claimsInLog(file, (claim) => claims.push(claim));
  const accepted = { event: 'claim_accepted', attemptId: 'a', type: 'no_face', msg: 'Claim' };
  const lines = [accepted, { msg: 'Invigil is up' }, { ...accepted, type: 'no_such_type' }];
  for (const line of lines) log.write(`${JSON.stringify(line)}\n`);
  expect(claims).toEqual([{ event: 'claim_accepted', attemptId: 'a', type: 'no_face' }]);
  expect(String(file.read()).trimEnd().split('\n')).toHaveLength(3);
});

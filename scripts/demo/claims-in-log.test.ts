import { PassThrough } from 'node:stream';
import { frameEventKinds } from '@invigil/shared-types';
import { expect, it, onTestFinished } from 'vitest';
import { openLog } from '../../backend/src/ops/index.ts';
import { EventLog } from '../../backend/src/referee/log/event-log.ts';
import { frameEventWith } from '../../backend/test-support/frame-events.ts';
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

it('understands what the server writes about claims', async () => {
  const claims: LoggedClaim[] = [];
  const destination = claimsInLog(new PassThrough(), (claim) => claims.push(claim));
  const store = { append: () => Promise.resolve() };
  const log = new EventLog(store, openLog('info', destination), {
    flushEveryMs: 250,
    batchSize: 500,
    bufferSize: 20_000,
  });
  onTestFinished(() => log.close());
  for (const kind of frameEventKinds) {
    log.write(frameEventWith({ kind, attemptId: 'a', type: 'no_face', claimId: 'c' }));
  }
  // A page event is no claim, though it is suppressed like one.
  log.write(frameEventWith({ kind: 'suppressed', type: 'page_hidden' }));
  await log.flush();
  expect(claims).toEqual([
    { event: 'claim_accepted', attemptId: 'a', type: 'no_face' },
    { event: 'claim_suppressed', attemptId: 'a', type: 'no_face' },
  ]);
});

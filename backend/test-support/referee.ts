import { randomUUID } from 'node:crypto';
import type { Claim, ClaimOutcome, Evidence, ViolationIncident } from '@invigil/shared-types';
import type { PreparedPicture, UploadedPicture } from '../src/evidence/index.ts';
import { openLog } from '../src/ops/index.ts';
import { MemoryLedger } from '../src/referee/ledger/memory-ledger.ts';
import { Referee, type RefereeOptions, type RefereePorts } from '../src/referee/claims/referee.ts';
import { sha256 as sha256Of } from './pictures.ts';
import { openRecord, type OnRecord } from './on-record.ts';

export const somebody = { attemptId: 'attempt', examId: 'exam' };
export const somebodyElse = { attemptId: 'other', examId: 'exam' };

export const refereeOptions: RefereeOptions = {
  evidenceWithinMs: 10_000,
  claimMaxAgeMs: 60_000,
  settledMemoryMs: 60_000,
  ledgerExpiryMs: 3_600_000,
  clockToleranceMs: 2_000,
  evidenceToleranceMs: 2_000,
  warningEveryMs: 20_000,
  refusedPicturesKnown: 50,
  plausibility: { blackoutMaxLuma: 60, lowLightMaxLuma: 110, blackLuma: 16, flatDeviation: 8 },
};

/** A referee over a real ledger and a real database, and everything it told. */
export interface RefereeBench {
  readonly referee: Referee;
  readonly record: OnRecord;
  readonly ledger: MemoryLedger;
  /** The evidence that is stored now. */
  readonly kept: Map<string, Evidence>;
  readonly claimedScores: number[];
  readonly confirmed: ViolationIncident[];
  readonly warned: ViolationIncident[];
  /** What was written to the log about these steps, in their order. */
  steps(): { kind: string; reason: string | null }[];
  /** Sends one claim, now. */
  take(claim: Claim, claimant?: typeof somebody): Promise<ClaimOutcome>;
  /** Sends a picture for a claim, now. */
  prove(
    claim: Claim,
    picture?: Partial<TestPicture>,
    claimant?: typeof somebody,
  ): Promise<ViolationIncident>;
  /** The same ledger and database under a referee that remembers nothing. */
  restarted(): RefereeBench;
}

export interface TestPicture {
  readonly capturedAt: number;
  readonly sha256: string;
  readonly mean: number;
  readonly deviation: number;
  /** Instead of a picture that can be used. */
  readonly prepare: () => Promise<PreparedPicture>;
}

/** Deleted when the test ends. */
export function openBench(ports: Partial<RefereePorts> = {}): RefereeBench {
  return benchOf(openRecord(), new MemoryLedger(), new Map(), ports);
}

function benchOf(
  record: OnRecord,
  ledger: MemoryLedger,
  kept: Map<string, Evidence>,
  ports: Partial<RefereePorts>,
): RefereeBench {
  const told = { claimedScores: [], confirmed: [], warned: [] } as {
    claimedScores: number[];
    confirmed: ViolationIncident[];
    warned: ViolationIncident[];
  };
  const { caseFiles, incidents, events, policyOf } = record;
  const referee = new Referee(
    {
      ledger,
      caseFiles,
      incidents,
      events,
      policyOf,
      log: openLog('silent'),
      serverTime: (_attemptId, time) => time,
      onClaimed: (_claimant, score) => told.claimedScores.push(score),
      onConfirmed: (incident) => told.confirmed.push(incident),
      tellsStudents: () => Promise.resolve(true),
      warn: (incident) => told.warned.push(incident),
      ...ports,
    },
    refereeOptions,
  );
  return {
    referee,
    record,
    ledger,
    kept,
    ...told,
    steps: () => record.lines.map(({ kind, reason }) => ({ kind, reason })),
    take: async (claim, claimant = somebody) => {
      const [outcome] = await referee.take(claimant, [claim], Date.now());
      if (outcome === undefined) throw new Error('a claim has an outcome');
      return outcome;
    },
    prove: (claim, picture = {}, claimant = somebody) =>
      referee.prove(claimant, uploadOf(claim, kept, picture)),
    restarted: () => {
      referee.close();
      return benchOf(record.afterRestart(), ledger, kept, ports);
    },
  };
}

export function claimWith(parts: Partial<Claim> = {}): Claim {
  return {
    claimId: randomUUID(),
    type: 'no_face',
    capturedAt: Date.now(),
    heldMs: 3_000,
    signals: {
      faces: 0,
      luma: 90,
      sharpness: 200,
      difference: 3,
      yaw: null,
      pitch: null,
      identity: null,
    },
    strength: null,
    ...parts,
  };
}

/** A picture that anybody would accept, every time another one, but for what the test says of it. */
function uploadOf(
  claim: Claim,
  kept: Map<string, Evidence>,
  picture: Partial<TestPicture>,
): UploadedPicture {
  const { mean = 120, deviation = 50, sha256 = sha256Of(Buffer.from(randomUUID())) } = picture;
  const prepared: PreparedPicture = {
    bytes: Buffer.from('picture'),
    sha256,
    width: 640,
    height: 360,
    statistics: { mean, deviation, sharpness: 200 },
  };
  return {
    claimId: claim.claimId,
    capturedAt: picture.capturedAt ?? claim.capturedAt,
    prepare: picture.prepare ?? (() => Promise.resolve(prepared)),
    keep: ({ width, height }, capturedAt) => {
      const id = randomUUID();
      const evidence = { id, sha256, bytes: 7, width, height, capturedAt };
      kept.set(id, evidence);
      return Promise.resolve(evidence);
    },
    discard: ({ id }) => {
      kept.delete(id);
      return Promise.resolve();
    },
  };
}

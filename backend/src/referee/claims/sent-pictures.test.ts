import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { violationWith } from '../../../test-support/incidents.ts';
import { SentPictures, type SentPicture } from './sent-pictures.ts';

const now = 1_000_000;
const options = { perAttempt: 3, quietMs: 60_000, sameMomentMs: 2_000 };

function pictureOf(overrides: Partial<SentPicture> = {}): SentPicture {
  const claimId = randomUUID();
  return { sha256: 'a'.repeat(64), claimId, type: 'no_face', capturedAt: now, ...overrides };
}

describe('a picture that was sent before', () => {
  it('is known again, of this attempt alone', () => {
    const sent = new SentPictures(options);
    const first = pictureOf();
    expect(sent.add('a', first, [], now)).toBeNull();
    expect(sent.add('b', pictureOf(), [], now)).toBeNull();
    expect(sent.add('a', pictureOf({ capturedAt: now + 60_000 }), [], now)).toBe(first);
    expect(sent.add('a', pictureOf({ sha256: 'b'.repeat(64) }), [], now)).toBeNull();
  });

  it('is known again from the record, after a restart say', () => {
    const sent = new SentPictures(options);
    const incident = violationWith();
    const again = pictureOf({ sha256: incident.evidence.sha256 });
    expect(sent.add('a', again, [incident], now)).toMatchObject({ claimId: incident.id });
  });

  it('may be tried again for the same claim', () => {
    const sent = new SentPictures(options);
    const picture = pictureOf();
    sent.add('a', picture, [], now);
    expect(sent.add('a', { ...picture }, [], now)).toBeNull();
  });

  it('may prove another type of the same moment, not the same type and not another moment', () => {
    const sent = new SentPictures(options);
    sent.add('a', pictureOf(), [], now);
    const other = { type: 'head_turned' } as const;
    expect(sent.add('a', pictureOf({ ...other, capturedAt: now + 2_000 }), [], now)).toBeNull();
    expect(sent.add('a', pictureOf(), [], now)).not.toBeNull();
    const later = pictureOf({ type: 'gaze_away', capturedAt: now + 4_001 });
    expect(sent.add('a', later, [], now)).not.toBeNull();
  });
});

it('remembers so many, and an attempt for so long', () => {
  const sent = new SentPictures(options);
  const sha256 = (i: number) => String(i).repeat(64);
  for (const i of [1, 2, 3, 4]) sent.add('a', pictureOf({ sha256: sha256(i) }), [], now);
  expect(sent.add('a', pictureOf({ sha256: sha256(1) }), [], now)).toBeNull();
  expect(sent.add('a', pictureOf({ sha256: sha256(4) }), [], now)).not.toBeNull();
  expect(sent.add('a', pictureOf({ sha256: sha256(4) }), [], now + 60_000)).toBeNull();
});

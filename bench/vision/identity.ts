import { config } from '../../extension/config.ts';
import { cosineDistance } from '../../extension/identity/distance.ts';
import { catalogue } from '@invigil/shared-types';
import type { Condition } from './conditions.ts';
import type { Eyes } from './eyes/eyes.ts';
import { noisy } from './picture.ts';
import { counted, nothing, type Counts } from './score.ts';
import { sensorNoise, type Case } from './study.ts';

export interface IdentityStudy {
  /** By condition: claims that somebody else sits there. */
  readonly counts: ReadonlyMap<string, Counts>;
  /** Cosine distances. */
  readonly same: readonly number[];
  readonly different: readonly number[];
  /** Looks at faces that were not good enough to be compared. */
  readonly notCompared: number;
  readonly wrong: readonly string[];
}

interface Described {
  readonly id: string;
  readonly person: string;
  readonly descriptors: readonly (readonly number[])[];
}

/**
 * Compares faces as the agent does: the one at the start in a clean picture, the later ones in good and
 * bad pictures. People of two photographs might be the same, so that only people of one photograph and
 * the man at the webcam count as different.
 */
export async function studyIdentity(
  cases: readonly Case[],
  conditions: readonly Condition[],
  eyes: Eyes,
): Promise<IdentityStudy> {
  const portraits = cases.filter(
    ({ shown, isSynthetic }) => shown.people.length === 1 && !isSynthetic,
  );
  const references = (await describeAll(portraits, undefined, eyes)).described;
  const counts = new Map<string, Counts>();
  const same: number[] = [];
  const different: number[] = [];
  const wrong: string[] = [];
  let notCompared = 0;
  for (const condition of conditions) {
    const probes = await describeAll(portraits, condition, eyes);
    notCompared += probes.missing;
    let sum = nothing;
    for (const reference of references) {
      const [start] = reference.descriptors;
      if (start === undefined) continue;
      for (const probe of probes.described) {
        const isSame = reference.person === probe.person;
        if (!isSame && !surelyDifferent(reference.person, probe.person)) continue;
        const distances = probe.descriptors.map((each) => cosineDistance(start, each));
        (isSame ? same : different).push(...distances);
        const claimed = isMismatch(distances);
        sum = counted(sum, isSame ? 'no' : 'yes', claimed);
        if (claimed === isSame) {
          const at = (distances[0] ?? 0).toFixed(2);
          wrong.push(
            `${probe.id}, ${condition.name}: ${isSame ? 'taken for somebody else than' : 'taken for'} ${reference.id} (${at})`,
          );
        }
      }
    }
    counts.set(condition.name, sum);
  }
  return { counts, same, different, notCompared, wrong };
}

/** Three of five comparisons, or the same share of those that there are. */
function isMismatch(distances: readonly number[]): boolean {
  const { failed, of } = catalogue.identity_mismatch.checks ?? { failed: 1, of: 1 };
  const far = distances.filter((distance) => distance > config.identity.differentFrom).length;
  return far / Math.max(1, distances.length) >= failed / of;
}

function surelyDifferent(one: string, other: string): boolean {
  const photographOf = (person: string) => person.slice(0, -1);
  const isWebcam = [one, other].includes('webcam');
  return isWebcam || photographOf(one) === photographOf(other);
}

async function describeAll(
  cases: readonly Case[],
  condition: Condition | undefined,
  eyes: Eyes,
): Promise<{ readonly described: readonly Described[]; readonly missing: number }> {
  const described: Described[] = [];
  let missing = 0;
  for (const { shown, picture, faces } of cases) {
    const seen = condition === undefined ? picture : await condition.apply(picture, faces);
    const looks = [11, 12].map((seed) => noisy(seen, seed, sensorNoise));
    const descriptors = (await eyes.describe(looks)).filter((each) => each !== null);
    if (descriptors.length === 0) missing += 1;
    else described.push({ id: shown.id, person: shown.people[0] ?? '', descriptors });
  }
  return { described, missing };
}

import type { AgentTroubleReason, PageEventType, ViolationType } from '@invigil/shared-types';
import { AgentLink } from './agent-link.ts';
import { pictureOf } from './crowd-pictures.ts';
import { Seeded } from './seeded.ts';

/** What a student of the crowd is like. */
interface Part {
  /** Claims that are proven with a picture, in this order. */
  readonly proven?: readonly ViolationType[];
  /** Claims whose picture never comes. */
  readonly claimed?: readonly ViolationType[];
  readonly page?: readonly PageEventType[];
  readonly trouble?: AgentTroubleReason;
  readonly writes?: string;
  /** How it is with them in the end; `away`: the connection broke. Default: they sit the exam. */
  readonly ends?: 'not_started' | 'away' | 'left' | 'submitted';
}

/** Enough for the gravest level. */
const gravest: readonly ViolationType[] = [
  'identity_mismatch',
  'multiple_faces',
  'no_face',
  'camera_blackout',
];

/** Parts, and how many of a hundred play each. A roster's worth of everything that a wall can show. */
const parts: readonly (readonly [Part, weight: number])[] = [
  [{}, 48],
  [{ proven: ['head_turned'] }, 6],
  [{ claimed: ['gaze_away'], page: ['copy'] }, 5],
  [{ proven: ['multiple_faces', 'head_turned'], page: ['page_hidden'] }, 6],
  [{ proven: ['no_face', 'camera_blackout'], claimed: ['multiple_faces'] }, 4],
  [{ proven: ['identity_mismatch', 'multiple_faces'] }, 4],
  [{ proven: gravest }, 2],
  [{ trouble: 'camera_lost' }, 3],
  [{ trouble: 'camera_muted', proven: ['low_light'] }, 2],
  [{ writes: 'My screen went black for a moment. May I go on?' }, 2],
  [{ ends: 'not_started' }, 9],
  [{ ends: 'away', proven: ['no_face'] }, 4],
  [{ ends: 'left' }, 3],
  [{ ends: 'submitted', page: ['focus_lost'] }, 3],
];

/** The most telling parts come first, so that a small crowd has them, too. */
const always: readonly Part[] = [
  { proven: ['multiple_faces', 'head_turned'], page: ['page_hidden'] },
  { proven: gravest },
  {},
  { trouble: 'camera_lost' },
  { ends: 'not_started' },
  { ends: 'away', proven: ['no_face'] },
  { writes: 'May I have a sheet of paper?' },
  { proven: ['identity_mismatch', 'multiple_faces'] },
];

export interface CrowdOptions {
  /** The same seed makes the same crowd. Default: another one each time; it is printed. */
  readonly seed?: number;
  /** Time between two reports of each student, milliseconds. */
  readonly reportEveryMs?: number;
  /** Where the seed and the progress are printed. */
  readonly say?: (text: string) => void;
}

const atOnce = 12;

/**
 * Synthetic students of a seeded exam, without browsers and without video: they join, report, claim, and
 * prove some of it with drawn pictures, so that a wall has all that walls have.
 */
export class Crowd {
  /** Those who are connected. */
  readonly links: readonly AgentLink[];
  readonly #random: Seeded;
  readonly #say: (text: string) => void;
  readonly #timers: NodeJS.Timeout[] = [];

  private constructor(links: readonly AgentLink[], random: Seeded, options: CrowdOptions) {
    this.links = links;
    this.#random = random;
    this.#say = options.say ?? sayOnStderr;
    const everyMs = options.reportEveryMs ?? 2500;
    links.forEach((link, index) => {
      // Not all at the same moment, as real agents are not.
      const timer = setInterval(() => this.#report(link), everyMs + (index % 50));
      this.#timers.push(timer);
    });
  }

  /** Resolves once everybody has played their part. @param joinUrls the students' links */
  static async open(
    serverUrl: string,
    joinUrls: readonly string[],
    options: CrowdOptions = {},
  ): Promise<Crowd> {
    const seed = options.seed ?? Math.floor(Math.random() * 2 ** 32);
    const say = options.say ?? sayOnStderr;
    say(`A crowd of ${joinUrls.length}, seed ${seed}`);
    const random = new Seeded(seed);
    const cast = joinUrls.map((joinUrl, index) => ({
      code: joinUrl.slice(joinUrl.lastIndexOf('/') + 1),
      part: always[index] ?? random.weighted(parts),
      random: new Seeded(random.below(2 ** 32)),
    }));
    const links: (AgentLink | null)[] = [];
    const waiting = cast.entries();
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (const [index, { code, part, random: own }] of waiting) {
          links[index] = await play(serverUrl, code, part, own);
        }
      }),
    );
    return new Crowd(
      links.filter((link) => link !== null),
      random,
      options,
    );
  }

  /**
   * From now on somebody claims something so often, and proves every second one.
   * @param everyMs time between two claims of the whole crowd, milliseconds
   */
  claimEvery(everyMs: number): void {
    this.#timers.push(setInterval(() => void this.#claim().catch(this.#failed), everyMs));
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
    for (const link of this.links) link.close();
  }

  async #claim(): Promise<void> {
    const link = this.links[this.#random.below(this.links.length)];
    if (link?.socket.connected !== true) return;
    const type = this.#random.weighted<ViolationType>([
      ['head_turned', 4],
      ['gaze_away', 4],
      ['no_face', 2],
      ['multiple_faces', 1],
    ]);
    const claim = await link.claim(type);
    if (claim === null || this.#random.next() < 0.5) return;
    await link.prove(claim, await pictureOf(type, this.#random));
  }

  #report(link: AgentLink): void {
    if (link.socket.connected) void link.report().catch(this.#failed);
  }

  readonly #failed = (error: unknown): void => {
    this.#say(`A student of the crowd: ${error instanceof Error ? error.message : String(error)}`);
  };
}

const sayOnStderr = (text: string): void => void process.stderr.write(`  ${text}\n`);

/** Resolves with the student's connection; with null where there is none in the end. */
async function play(
  serverUrl: string,
  code: string,
  part: Part,
  random: Seeded,
): Promise<AgentLink | null> {
  if (part.ends === 'not_started') return null;
  const link = await AgentLink.join(serverUrl, code);
  await link.report();
  for (const type of part.proven ?? []) {
    const claim = await link.claim(type);
    if (claim !== null) await link.prove(claim, await pictureOf(type, random));
  }
  for (const type of part.claimed ?? []) await link.claim(type);
  for (const type of part.page ?? []) await link.pageEvent(type, type === 'copy' ? 0 : 4000);
  if (part.trouble !== undefined) await link.trouble(part.trouble);
  if (part.writes !== undefined) await link.write(part.writes);
  if (part.ends === undefined) return link;
  if (part.ends === 'left') await link.leave();
  if (part.ends === 'submitted') await link.submit();
  link.close();
  return null;
}

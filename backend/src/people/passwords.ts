import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { Refusal } from '../ops/index.ts';
import { usernameKey } from './staff-store.ts';

/**
 * As much of a password as is judged, characters: the time that it takes grows faster than the length, and
 * nothing else is done meanwhile. Whatever comes after that makes it no easier to guess.
 */
const judgedLength = 64;

/** Keeps passwords as fingerprints (Argon2id), and those out that are guessed first. */
export class Passwords {
  readonly #leastScore: number;
  readonly #estimate = new ZxcvbnFactory({
    dictionary,
    graphs: adjacencyGraphs,
    maxLength: judgedLength,
  });
  /** Checked where a name is unknown, so that an unknown name takes as long as a wrong password. */
  readonly #nobody = hash(randomBytes(16).toString('hex'));

  /** @param leastScore how hard to guess a new password has to be: zxcvbn's score, 0 … 4 */
  constructor(leastScore: number) {
    this.#leastScore = leastScore;
  }

  /**
   * The fingerprint of a password that somebody has chosen.
   * @throws Refusal `weak_password` for the name itself, and for what is common, repeated or easily continued
   */
  async take(password: string, username: string): Promise<string> {
    // Names of several parts: whoever guesses tries each.
    const known = [username, ...username.split(/[^\p{L}\p{N}]+/u), 'invigil'].filter(Boolean);
    const isName = usernameKey(password) === usernameKey(username);
    if (isName || this.#estimate.check(password, known).score < this.#leastScore) {
      throw new Refusal('weak_password');
    }
    return hash(password);
  }

  /** A random password, and its fingerprint. */
  async make(): Promise<{ password: string; passwordHash: string }> {
    const password = randomBytes(12).toString('base64url');
    return { password, passwordHash: await hash(password) };
  }

  /** @param passwordHash undefined where there is nobody: takes as long, and never matches */
  async matches(password: string, passwordHash: string | undefined): Promise<boolean> {
    const same = await verify(passwordHash ?? (await this.#nobody), password);
    return same && passwordHash !== undefined;
  }
}

import { expect } from 'vitest';
import type { LogLine, TestExam, TestServer } from './server.ts';

/**
 * What has to stay as it is while somebody misbehaves: the log's silence about people, and all that
 * staff see of the other students.
 */
export class Bystander {
  readonly #server: TestServer;
  readonly #exam: TestExam;
  readonly #before: unknown;
  readonly #mark: number;

  private constructor(server: TestServer, exam: TestExam, before: unknown) {
    this.#server = server;
    this.#exam = exam;
    this.#before = before;
    this.#mark = server.lines.length;
  }

  static async watch(server: TestServer, exam: TestExam): Promise<Bystander> {
    return new Bystander(server, exam, await stateOf(server, exam));
  }

  /**
   * Asserts one log line with this reason and nothing else refused, no name in any line, and the
   * state of the whole exam as before.
   */
  async sawOnly(expected: Partial<LogLine> & { reason: string }): Promise<void> {
    // Read first: the look at the state below must not add to it.
    const lines = this.#server.lines.slice(this.#mark);
    const refusals = this.#server.refusals(this.#mark);
    expect(await stateOf(this.#server, this.#exam)).toEqual(this.#before);
    expect(refusals).toEqual([expect.objectContaining(expected)]);
    const said = JSON.stringify(lines);
    for (const { name } of this.#exam.students) expect(said).not.toContain(name);
  }
}

/** All that staff can see of an exam, and every picture in the store. */
async function stateOf(server: TestServer, { exam, students, cookie }: TestExam): Promise<unknown> {
  const wall = await server.connectWall({ cookie });
  const { tiles } = await wall.must('wall:watch', { examId: exam.id });
  wall.socket.disconnect();
  return {
    tiles,
    details: await Promise.all(students.map(({ attemptId }) => server.detail(attemptId, cookie))),
    pictures: (await server.storedPictures()).sort(),
  };
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sitting } from '../../vision/testing/sitting.ts';
import { writeTrace } from '../../vision/trace.ts';
import { openTrace, type OpenedTrace } from './trace-file.ts';

const maxBytes = 100_000;
const trace = sitting([{ forMs: 2000 }]);
const text = writeTrace(trace);

const open = (content: string | Uint8Array<ArrayBuffer>): Promise<OpenedTrace> =>
  openTrace(new Blob([content]), maxBytes);

/** What is said about a file that is no trace. */
async function refusal(content: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const opened = await open(content);
  return opened.ok ? 'opened' : opened.problem.what;
}

describe('opening a trace', () => {
  it('gives what was recorded', async () => {
    expect(await open(text)).toEqual({ ok: true, frames: trace });
    expect(await open(text.replaceAll('\n', '\r\n'))).toEqual({ ok: true, frames: trace });
  });

  it('does not even read a file that is too large', async () => {
    const huge = {
      size: 50_000_000,
      arrayBuffer: () => Promise.reject(new Error('was read')),
    };
    const opened = await openTrace(huge, maxBytes);
    expect(opened).toMatchObject({ ok: false });
    expect(JSON.stringify(opened)).toContain('50.0 MB, and 100 kB is the most');
  });

  it('refuses what is not text', async () => {
    expect(await refusal(new Uint8Array([0xff, 0xd8, 0xff, 0xe0]))).toMatch(
      /cannot be read as text/,
    );
    expect(await refusal('PK\0\0')).toMatch(/cannot be read as text/);
  });

  it('refuses what cannot be read: a folder, or a file that is gone', async () => {
    const gone = { size: 4096, arrayBuffer: () => Promise.reject(new Error('NotFoundError')) };
    expect(await openTrace(gone, maxBytes)).toMatchObject({
      problem: { what: 'This file cannot be read as text.' },
    });
  });

  it('says where a trace is damaged, by its line', async () => {
    const lines = text.split('\n');
    const damaged = lines.with(3, lines[3]?.replace('"luma":110', '"luma":999') ?? '');
    expect(await refusal(damaged.join('\n'))).toBe(
      'Line 4 of the trace is not understood: “frame.luma” is missing or not as it should be.',
    );
    expect(await refusal(text.slice(0, -20))).toBe(
      `Line ${trace.length + 1} of the trace is not understood: it is not whole.`,
    );
  });

  it('refuses other files, and other versions, in one sentence', async () => {
    const words = /^This is not a trace, or one of another version of Invigil: line 1/;
    expect(await refusal('Dear diary,\nnothing happened.')).toMatch(words);
    expect(await refusal('{"name":"package"}')).toMatch(words);
    expect(await refusal(text.replace('"version":', '"version":9'))).toMatch(words);
  });

  it('refuses an empty one', async () => {
    expect(await refusal('')).toBe('This file is empty.');
    expect(await refusal(' \n\n')).toBe('This file is empty.');
    expect(await refusal(writeTrace([]))).toMatch(/no pictures’ measurements/);
  });

  it('never throws, whatever the file', async () => {
    const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => new Uint8Array(array));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), bytes), async (content) => {
        const opened = await open(content);
        expect(opened.ok).toBe(false);
      }),
    );
  });
});

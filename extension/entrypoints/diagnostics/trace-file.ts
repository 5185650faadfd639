import { z } from 'zod';
import { readTrace, type TracedFrame } from '../../vision/trace.ts';
import { bytesText } from '../../ui/index.ts';

/** What is needed of a file, so that this works on any. */
export type AnyFile = Pick<File, 'size' | 'arrayBuffer'>;

/** What is wrong with a file, and what to do now. */
export interface FileProblem {
  readonly what: string;
  readonly next: string;
}

export type OpenedTrace =
  | { readonly ok: true; readonly frames: readonly TracedFrame[] }
  | { readonly ok: false; readonly problem: FileProblem };

const openAnother = 'Please open a file that was saved here by “Save the trace”.';

export const notAFile: FileProblem = { what: 'This is not a file.', next: openAnother };
export const severalFiles: FileProblem = {
  what: 'These are several files.',
  next: 'Please open one at a time.',
};

/**
 * Reads a trace file. Whatever else somebody drops here is refused, the large before it is read.
 *
 * @param maxBytes larger files are not read
 */
export async function openTrace(file: AnyFile, maxBytes: number): Promise<OpenedTrace> {
  if (file.size > maxBytes) {
    const what = `This file is too large for a trace: it has ${bytesText(file.size)}, and ${bytesText(maxBytes)} is the most.`;
    return refused(what, openAnother);
  }
  const text = await textOf(file);
  if (text === null) return refused('This file cannot be read as text.', openAnother);
  if (text.trim() === '') return refused('This file is empty.', openAnother);
  try {
    const frames = readTrace(text);
    if (frames.length > 0) return { ok: true, frames };
    return refused('There are no pictures’ measurements in this trace.', openAnother);
  } catch (error) {
    return { ok: false, problem: damage(error) };
  }
}

/** Null where it is not text, or is gone, or is a folder. */
async function textOf(file: AnyFile): Promise<string | null> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}

function damage(error: unknown): FileProblem {
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  if (message.startsWith('line 1 ')) {
    return {
      what: 'This is not a trace, or one of another version of Invigil: line 1 does not say that it is.',
      next: openAnother,
    };
  }
  const path = cause instanceof z.ZodError ? cause.issues[0]?.path.join('.') : undefined;
  const why =
    path === undefined ? ': it is not whole.' : `: “${path}” is missing or not as it should be.`;
  return {
    what: upperFirst(message) + why,
    next: `The file was cut off, changed, or made by another version of Invigil. ${openAnother}`,
  };
}

const refused = (what: string, next: string): OpenedTrace => ({
  ok: false,
  problem: { what, next },
});
const upperFirst = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

import { z } from 'zod';
import { frameSignalsSchema } from './frame-signals.ts';

/*
 * A trace is what was measured over a time, without any picture: one JSON object per line, a header
 * and then one line per analysed picture.
 */

const version = 3;
const headerSchema = z.object({ trace: z.literal('invigil-signals'), version: z.number().int() });

const tracedFrameSchema = z.object({
  /** When the picture was captured. Milliseconds from anywhere. */
  at: z.number(),
  frame: frameSignalsSchema,
});
export type TracedFrame = z.infer<typeof tracedFrameSchema>;

/** The text of a trace file. */
export function writeTrace(frames: readonly TracedFrame[]): string {
  const header: z.infer<typeof headerSchema> = { trace: 'invigil-signals', version };
  return [header, ...frames].map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** @throws Error naming the line that is not as it should be, or the version that is not this one */
export function readTrace(text: string): TracedFrame[] {
  const [header = '', ...lines] = text.split('\n').filter((line) => line !== '');
  const { version: recorded } = parseLine(headerSchema, header, 1);
  if (recorded !== version) {
    throw new Error(
      `line 1 of the trace says that it was recorded in version ${recorded}; only version ${version} is understood`,
    );
  }
  return lines.map((line, i) => parseLine(tracedFrameSchema, line, i + 2));
}

function parseLine<Line>(schema: z.ZodType<Line>, line: string, number: number): Line {
  try {
    return schema.parse(JSON.parse(line));
  } catch (cause) {
    throw new Error(`line ${number} of the trace is not understood`, { cause });
  }
}

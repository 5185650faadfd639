import { parseArgs } from 'node:util';

export interface VisionOptions {
  /** Fewer pictures, fewer conditions, one calm minute; the page is not written. */
  readonly quick: boolean;
  /** Name of the only condition that is looked at. */
  readonly only: string | undefined;
  /** File of the official model with blendshapes. */
  readonly official: string | undefined;
}

/** @throws Error in words for the terminal */
export function readOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  conditions: readonly string[],
): VisionOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      official: { type: 'string' },
    },
  });
  const { quick, only } = values;
  if (only !== undefined && !conditions.includes(only)) {
    throw new Error(`--only=${only}: expected one of ${conditions.join(', ')}`);
  }
  return { quick, only, official: values.official ?? environment['INVIGIL_OFFICIAL_FACE_MODEL'] };
}

import { describe, expect, it } from 'vitest';
import { AnalysisError, analysisError } from './analysis-error.ts';

describe('analysisError', () => {
  it.each([
    new RangeError('WebAssembly.Memory(): could not allocate memory'),
    new RangeError('WebAssembly.instantiate(): Out of memory: Cannot allocate Wasm memory'),
    new RangeError('Array buffer allocation failed'),
    new RangeError('Invalid array buffer length'),
    'Aborted(OOM)',
    new Error('Aborted(Cannot enlarge memory arrays to size 2147483648 bytes)'),
  ])('knows that memory has run out: %s', (error) => {
    expect(analysisError(error, 'analysis_model_failed').reason).toBe('analysis_out_of_memory');
  });

  it('goes by the place for everything else', () => {
    const error = analysisError(new TypeError('Failed to fetch'), 'analysis_model_failed');
    expect(error).toMatchObject({
      reason: 'analysis_model_failed',
      message: 'TypeError: Failed to fetch',
    });
    expect(analysisError('a room', 'analysis_unavailable').reason).toBe('analysis_unavailable');
  });

  it('keeps a reason that is known already', () => {
    const known = new AnalysisError('analysis_no_webgl', 'none');
    expect(analysisError(known, 'analysis_unavailable')).toBe(known);
  });
});

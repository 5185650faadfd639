import { describe, expect, it } from 'vitest';
import { frontal, head, nobody } from '../../vision/testing/frames.ts';
import type { TracedFrame } from '../../vision/trace.ts';
import { draw, lines, type Span } from './lines.ts';

const span: Span = { from: 0, to: 1000, width: 100, height: 40, gapMs: 1000 };
const [yaw, gaze, luma] = lines;
if (!yaw || !gaze || !luma) throw new Error('there are three lines');

const trace = (...frames: Partial<TracedFrame['frame']>[]): TracedFrame[] =>
  frames.map((change, i) => ({ at: i * 100, frame: { ...frontal, ...change } }));

describe('the lines', () => {
  it('go through what was measured, the student’s left above', () => {
    const turning = trace(head({ yaw: 0 }), head({ yaw: 30 }), head({ yaw: -30 }));
    expect(draw(yaw, turning, span)).toEqual({
      path: 'M0 20L10 10 20 30',
      words: 'Head, sideways: between −30° and 30°',
    });
  });

  it('break off where nobody is, and go on over a glance', () => {
    const { face } = head({ yaw: 0 });
    const gone = trace({ face }, nobody, { face });
    expect(draw(yaw, gone, span).path).toBe('M0 20h0M20 20h0');
    const glanced = trace({ face }, { look: 'glance', face: null }, { face });
    expect(draw(yaw, glanced, span).path).toBe('M0 20L20 20');
    expect(draw(gaze, glanced, span).path).toMatch(/^M0 \S+L20 /);
  });

  it('do not follow eyes that are closed', () => {
    const blink = trace(head({ yaw: 0, x: 0 }), head({ openness: 0.1 }), head({ yaw: 0, x: 0 }));
    expect(draw(gaze, blink, span).path).toBe('M0 20h0M20 20h0');
  });

  it('say in words what they show', () => {
    expect(draw(luma, trace({ luma: 40.4 }, { luma: 90 }), span).words).toBe(
      'Brightness: between 40 and 90',
    );
    expect(draw(gaze, trace(nobody), span).words).toBe('Eyes, sideways: not measured');
  });
});

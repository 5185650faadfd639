import { config } from '../../config.ts';
import { epochNow } from '../../time.ts';
import { find } from '../../ui/index.ts';
import { writeTrace, type TracedFrame } from '../../vision/trace.ts';
import type { RecordingState } from './lifecycle.ts';
import { reveal, say } from './texts.ts';
import { clockText, traceFileName } from './time-words.ts';
import { TraceRecorder } from './trace-recorder.ts';

/** What to read out when the recording begins and ends; the counting is not read out. */
const news: Readonly<Record<RecordingState, string>> = {
  empty: '',
  recording: 'Recording.',
  stopped: 'Recorded.',
  timed_out: 'Recording stopped by itself.',
  full: 'Recording stopped by itself.',
};

/** Records a trace, shows its text, and saves it. */
export class RecordView {
  readonly #recorder = new TraceRecorder(config.diagnostics.trace);
  readonly #switch = find('#record-switch', HTMLButtonElement);
  readonly #save = find('#record-save', HTMLButtonElement);
  #shown: RecordingState | undefined;
  #canRecord = false;

  constructor() {
    this.#switch.addEventListener('click', () => {
      if (this.#recorder.state === 'recording') this.#recorder.stop(epochNow());
      else this.#recorder.start(epochNow());
      this.refresh();
    });
    this.#save.addEventListener('click', () => this.#saveFile());
  }

  add(frame: TracedFrame): void {
    this.#recorder.add(frame);
  }

  /** Whether pictures come. A recording goes on over a camera that is lost and found. */
  set canRecord(can: boolean) {
    this.#canRecord = can;
    this.refresh();
  }

  /** The student has stopped the camera. */
  stop(): void {
    this.#recorder.stop(epochNow());
    this.refresh();
  }

  /** Called regularly: time goes on without pictures, too. */
  refresh(): void {
    const now = epochNow();
    this.#recorder.tick(now);
    const { state, frames } = this.#recorder;
    const recording = state === 'recording';
    this.#switch.disabled = !recording && !this.#canRecord;
    this.#save.disabled = recording || frames.length === 0;
    say('record-words', this.#words(now));
    if (state === this.#shown) return;
    this.#shown = state;
    this.#switch.textContent = recording ? 'Stop recording' : 'Start recording';
    say('record-news', news[state]);
    reveal('record-look', !recording && frames.length > 0);
    say('record-text', recording ? '' : beginning(frames));
  }

  #words(now: number): string {
    const { state, frames } = this.#recorder;
    const length = `${clockText(this.#recorder.elapsedMs(now))}, ${counted(frames.length)}`;
    const most = clockText(config.diagnostics.trace.maxMs);
    switch (state) {
      case 'empty':
        return this.#canRecord ? 'Nothing is recorded.' : 'Start the camera first.';
      case 'recording':
        return `Recording: ${length}. It stops by itself after ${most}.`;
      case 'stopped':
        return `Recorded: ${length}. A new recording replaces it.`;
      case 'timed_out':
        return `Recorded: ${length}. It stopped by itself, because a trace may be ${most} long. A new recording replaces it.`;
      case 'full':
        return `Recorded: ${length}. It stopped by itself, because a trace may not hold more pictures. A new recording replaces it.`;
    }
  }

  #saveFile(): void {
    const file = new Blob([writeTrace(this.#recorder.frames)], { type: 'application/jsonl' });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(file);
    link.download = traceFileName(new Date());
    link.click();
    // The browser has begun to read it by the time this runs.
    setTimeout(() => URL.revokeObjectURL(link.href), 0);
  }
}

/** The first lines of a trace, and how many follow. */
function beginning(frames: readonly TracedFrame[]): string {
  const { previewLines } = config.diagnostics.trace;
  const more = frames.length - previewLines;
  const text = writeTrace(frames.slice(0, previewLines));
  return more > 0 ? `${text}… and ${more} more lines like these.` : text;
}

const counted = (pictures: number) => (pictures === 1 ? '1 picture' : `${pictures} pictures`);

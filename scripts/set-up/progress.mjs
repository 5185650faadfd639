/**
 * How set-up speaks: one line per step. On a terminal the running step's line is live (spinner, time,
 * the latest thing it said); anywhere else it is a plain line, and another one every 15 seconds.
 */
import { stripVTControlCharacters } from 'node:util';

const heartbeatMs = 15_000;
const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** @param {NodeJS.WriteStream | { write(text: string): unknown, isTTY?: boolean, columns?: number }} out */
export function createProgress(out) {
  const live = out.isTTY === true && process.env.CI === undefined;
  const colour = (code, text) =>
    live && !process.env.NO_COLOR ? `\u001b[${code}m${text}\u001b[0m` : text;
  const print = (text) => out.write(`${text}\n`);

  function begin(title) {
    const startedAt = Date.now();
    let latest = '';
    let timer;
    let drawn = false;

    const elapsed = () => duration(Date.now() - startedAt);
    const erase = () => {
      if (drawn) out.write('\r\u001b[2K');
      drawn = false;
    };
    const draw = () => {
      const frame = frames[Math.floor(Date.now() / 100) % frames.length];
      const text = `  ${frame} ${title}  ${elapsed()}  ${latest}`;
      erase();
      out.write(clip(text, (out.columns || 80) - 1));
      drawn = true;
    };
    const finish = (mark, code, text) => {
      clearInterval(timer);
      erase();
      print(`  ${colour(code, mark)} ${title.padEnd(24)} ${text}`);
    };

    return {
      news(text) {
        const said = stripVTControlCharacters(text)
          .split(/[\r\n]+/)
          .map((part) => part.trim());
        latest = said.filter(Boolean).at(-1) ?? latest;
      },
      working() {
        if (live) {
          timer = setInterval(draw, 100);
          return;
        }
        print(`  … ${title}`);
        timer = setInterval(
          () => print(clip(`    ${title}: ${elapsed()} so far – ${latest}`, 160)),
          heartbeatMs,
        );
      },
      done(note, { ran }) {
        finish('✓', 32, ran ? `${note} (${elapsed()})` : note);
      },
      failed({ why, lastLines, advice, logFile, goesOn }) {
        finish('✗', 31, `failed after ${elapsed()}`);
        print(`\n    What failed: ${why}`);
        if (lastLines.length > 0) {
          print('    The last it said:');
          for (const line of lastLines) print(`      ${clip(stripVTControlCharacters(line), 160)}`);
        }
        print(`    What to do:  ${advice}`);
        print(`    All of it:   ${logFile}${goesOn ? '\n    Going on without it.' : ''}\n`);
      },
      stopped() {
        finish('–', 33, `stopped after ${elapsed()}`);
      },
      end() {
        clearInterval(timer);
      },
    };
  }

  return {
    begin,
    ready(purpose, ms) {
      print(`  Ready for ${purpose} in ${duration(ms)}.\n`);
    },
  };
}

/** 840 → "0.8 s", 75_000 → "1 min 15 s" */
export function duration(ms) {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

function clip(text, width) {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

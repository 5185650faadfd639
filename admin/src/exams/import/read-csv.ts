import Papa from 'papaparse';
import { config } from '../../config.ts';

/** One line of a roster file that has something in it. */
export interface CsvLine {
  /** Of the file, from 1: where an editor shows it. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface CsvFile {
  readonly name: string;
  readonly lines: readonly CsvLine[];
  /** How its letters are written. What is not Unicode is a guess. */
  readonly encoding: 'utf-8' | 'utf-16' | 'windows-1252';
}

/** Why a file cannot be read at all. */
export type FileProblem = 'too_large' | 'workbook' | 'not_text' | 'empty' | 'unreadable';

export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
  readonly problem: FileProblem;

  constructor(problem: FileProblem) {
    super(problem);
    this.problem = problem;
  }
}

/**
 * The lines of a CSV file. What stands between its cells (comma, semicolon, tab) is found out. Read piece
 * by piece, so that the page stays at hand while a large one is read.
 * @throws UnreadableFile
 */
export async function readCsv(file: File, signal?: AbortSignal): Promise<CsvFile> {
  if (file.size > config.exams.fileMaxBytes) throw new UnreadableFile('too_large');
  const bytes = await bytesOf(file);
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) throw new UnreadableFile('workbook');
  const { text, encoding } = decode(bytes);
  if (text.includes('\0')) throw new UnreadableFile('not_text');
  const lines = await linesOf(text, signal);
  if (lines.length === 0) throw new UnreadableFile('empty');
  return { name: file.name, lines, encoding };
}

async function bytesOf(file: File): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    // It was moved or changed since it was chosen.
    throw new UnreadableFile('unreadable');
  }
}

/** Takes the byte order mark away, and goes by it where there is one. */
function decode(bytes: Uint8Array): Pick<CsvFile, 'encoding'> & { readonly text: string } {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) {
    return { text: new TextDecoder('utf-16le').decode(bytes), encoding: 'utf-16' };
  }
  if (first === 0xfe && second === 0xff) {
    return { text: new TextDecoder('utf-16be').decode(bytes), encoding: 'utf-16' };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' };
  } catch {
    // What spreadsheets of western schools write where nobody asks them for Unicode.
    return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'windows-1252' };
  }
}

/** Some spreadsheets write what separates the cells into a line of its own. */
const separatorLine = /^sep=(.)\r?\n/i;

/** What may stand between cells, what is least likely to be part of one first. */
const delimiters = ['\t', ';', ',', '|'];

/**
 * The one that every line has, and most often. Names hold commas, so that counting alone would be misled.
 * @param text of which the beginning is looked at
 */
function delimiterOf(text: string): string {
  const lines = text
    .slice(0, config.exams.fileChunk)
    .replaceAll(/"(?:[^"]|"")*"/g, '')
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== '')
    .slice(0, config.exams.delimiterLines);
  const leastIn = (delimiter: string): number =>
    Math.min(...lines.map((line) => line.split(delimiter).length - 1));
  const [best = ','] = delimiters.toSorted((a, b) => leastIn(b) - leastIn(a));
  return leastIn(best) > 0 ? best : ',';
}

function linesOf(text: string, signal: AbortSignal | undefined): Promise<CsvLine[]> {
  const separator = separatorLine.exec(text);
  const body = separator === null ? text : text.slice(separator[0].length);
  const lines: CsvLine[] = [];
  let line = separator === null ? 1 : 2;
  return new Promise((resolve, reject) => {
    Papa.parse<string[]>(new File([body], 'roster.csv'), {
      chunkSize: config.exams.fileChunk,
      delimiter: separator?.[1] ?? delimiterOf(body),
      chunk({ data }, parser) {
        if (signal?.aborted === true) {
          parser.abort();
          return;
        }
        for (const row of data) {
          const cells = row.map((cell) => cell.trim());
          if (cells.some((cell) => cell !== '')) lines.push({ line, cells });
          // A cell in quotes may be several lines high.
          line += 1 + row.reduce((sum, cell) => sum + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
        }
      },
      complete: () => resolve(lines),
      error: () => reject(new UnreadableFile('unreadable')),
    });
  });
}

import { isJudged, type AttemptReport } from '@invigil/shared-types';
import { extractText, getDocumentProxy, extractImages } from 'unpdf';
import { beforeAll, describe, expect, it } from 'vitest';
import { framesOf } from '../../../test-support/footage.ts';
import { reportWith } from '../../../test-support/reports.ts';
import { fullReport, PictureBox } from '../../../test-support/sample-report.ts';
import { fingerprintOf } from '../fingerprint.ts';
import { Renderer } from './renderer.ts';

let jpegs: Buffer[];
beforeAll(async () => {
  jpegs = [...(await framesOf('two-faces', [1, 2])), ...(await framesOf('frontal', [1]))];
});

const options = { atOnce: 2, timeoutMs: 60_000 };
const rendererOf = (box: PictureBox) => new Renderer(box.read, options);

async function readPdf(bytes: Buffer) {
  const document = await getDocumentProxy(new Uint8Array(bytes));
  const { text: pages } = await extractText(document, { mergePages: false });
  const plain = pages.map((page) => page.replaceAll(/\s+/g, ' '));
  return { document, pages: plain, text: plain.join(' ') };
}

async function picturesIn(document: Awaited<ReturnType<typeof readPdf>>['document']) {
  let pictures = 0;
  for (let page = 1; page <= document.numPages; page += 1) {
    pictures += (await extractImages(document, page)).length;
  }
  return pictures;
}

const picturesOf = ({ incidents }: AttemptReport): number =>
  incidents.reduce((sum, incident) => {
    if (incident.kind === 'contradiction') return sum + 2;
    if (incident.kind !== 'violation') return sum;
    return sum + (incident.witness.state === 'taken' ? 2 : 1);
  }, 0);

describe('the PDF of an attempt', () => {
  it('says what the report says, with every picture', async () => {
    const box = new PictureBox();
    const report = fullReport(8, jpegs, box);
    const { document, pages, text } = await readPdf(await rendererOf(box).attempt(report, 'pdf'));
    expect(await picturesIn(document)).toBe(picturesOf(report));
    // The first page is enough for a dean.
    expect(pages[0]).toContain('Vega, Luz');
    expect(pages[0]).toContain(`${report.score.value} Look`);
    expect(pages[0]).toMatch(/10 incidents: 2 accepted, 2 dismissed, 2 unsure, 4 not decided yet/);
    for (const words of [
      '1. Second face, 09:06:06',
      '2 faces in the picture. It had held for 3.2 s.',
      'Accepted by ida, 4 December 2026, 10:30:00 (UTC+1): “A second person at the desk, clearly visible.”',
      'My sister came in to ask for the key.',
      'We have seen the pictures: thank you.',
      'None: the video brought no whole picture in time.',
      'Strabismus, medical certificate on file',
      'Eyes away from the screen: threshold',
      'Connection lost',
      'Warned: “Please make sure that you are alone in the picture.”',
      'Incident reviewed',
    ]) {
      expect(text).toContain(words);
    }
    for (const [index, page] of pages.entries()) {
      expect(page).toContain(fingerprintOf(report));
      expect(page).toContain(`Page ${index + 1} of ${pages.length}`);
    }
    const outline = await document.getOutline();
    expect(outline.map(({ title }) => title)).toContain('How the score came about');
    expect(outline[0]?.items).toHaveLength(report.incidents.length);
    expect(await document.getMarkInfo()).toMatchObject({ Marked: true });
  });

  it('is the same, byte for byte, when it is made twice', async () => {
    const box = new PictureBox();
    const report = fullReport(2, jpegs, box);
    const [one, other] = await Promise.all([
      rendererOf(box).attempt(report, 'pdf'),
      rendererOf(box).attempt(report, 'pdf'),
    ]);
    expect(one.equals(other)).toBe(true);
  });

  it('holds 150 incidents, and names in many scripts', async () => {
    const box = new PictureBox();
    const studentName = 'Łukasz Ωμέγα Жук محمد علي 😀';
    const report = fullReport(150, jpegs, box, { studentName });
    const { document, pages, text } = await readPdf(await rendererOf(box).attempt(report, 'pdf'));
    expect(report.incidents.filter(isJudged)).toHaveLength(152);
    expect(await picturesIn(document)).toBe(picturesOf(report));
    expect(pages.length).toBeGreaterThan(70);
    expect(text).toContain('Łukasz Ωμέγα Жук');
    // What no font has is named, and what that means is said.
    expect(pages[0]).toContain('[U+1F600]');
    expect(text).toContain('is a character that none of this document’s fonts has');
    expect(pages[0]).toMatch(/محمد/);
    expect(text).toContain('153. ');
  }, 60_000);

  it('says so where a picture is gone, altered or unreadable', async () => {
    const box = new PictureBox();
    const [first] = jpegs;
    if (first === undefined) throw new Error('no picture');
    const report = fullReport(1, jpegs, box);
    const violation = report.incidents.find(({ kind }) => kind === 'violation');
    if (violation?.kind !== 'violation') throw new Error('no violation');
    const without: AttemptReport = {
      ...report,
      incidents: [
        { ...violation, evidence: { ...violation.evidence, id: 'gone' } },
        {
          ...violation,
          id: 'incident-b',
          evidence: box.put(first, 1, { state: 'altered' }),
          witness: {
            state: 'taken',
            faces: 1,
            evidence: box.put(first, 1, { state: 'there', jpeg: Buffer.from('no picture') }),
          },
        },
      ],
    };
    const { text } = await readPdf(await rendererOf(box).attempt(without, 'pdf'));
    expect(text).toContain('This picture is not kept any more: it was deleted.');
    expect(text).toContain('This picture is not shown: it does not match its fingerprint.');
    expect(text).toContain('This picture is stored, but cannot be shown here.');
  });

  it('says of somebody who never began that they did not', async () => {
    const report = reportWith({
      attempt: { firstJoinedAt: null, outcome: 'expired', consent: null },
    });
    const { pages, text } = await readPdf(
      await rendererOf(new PictureBox()).attempt(report, 'pdf'),
    );
    expect(pages[0]).toContain('The student did not begin this exam.');
    expect(text).toContain('None on record.');
  });

  it('lets a text that is longer than a page go on on the next', async () => {
    const box = new PictureBox();
    const lines = Array.from({ length: 120 }, (_, n) => `line ${n} of it`);
    const report = fullReport(1, jpegs, box);
    const [appeal] = report.appeals;
    if (appeal === undefined) throw new Error('no appeal');
    const long = { ...report, appeals: [{ ...appeal, text: lines.join('\n') }] };
    const { text } = await readPdf(await rendererOf(box).attempt(long, 'pdf'));
    for (const line of lines) expect(text).toContain(line);
  });
});

describe('the page of an attempt', () => {
  it('has every picture in it, and nothing that runs or is loaded', async () => {
    const box = new PictureBox();
    const report = fullReport(8, jpegs, box, { studentName: '<script>alert("1")</script>' });
    const page = (await rendererOf(box).attempt(report, 'html')).toString();
    expect(page.match(/<img /g)).toHaveLength(picturesOf(report));
    expect(page.match(/src="(?!data:image\/jpeg;base64,)/g)).toBeNull();
    expect(page).not.toContain('<script');
    expect(page).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
    expect(page).toContain(fingerprintOf(report));
    expect(page).toContain('A second person at the desk, clearly visible.');
    expect(page.match(/<main>/g)).toHaveLength(1);
    expect(page.trimEnd()).toMatch(/<\/main>\n<footer>.*<\/footer>\n<\/body>\n<\/html>$/);
  });
});

it('ends a rendering that takes too long, and the next one still works', async () => {
  const box = new PictureBox();
  const report = fullReport(1, jpegs, box);
  await expect(
    new Renderer(box.read, { atOnce: 1, timeoutMs: 1 }).attempt(report, 'pdf'),
  ).rejects.toThrow();
  await expect(rendererOf(box).attempt(report, 'html')).resolves.toBeInstanceOf(Buffer);
});

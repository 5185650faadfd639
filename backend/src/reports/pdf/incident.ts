import { unreadablePicture, whyNoPicture, type PictureReader } from '../pictures.ts';
import type { IncidentBlock, PictureSlot } from '../view/document.ts';
import { drawFacts, factsHeight } from './blocks.ts';
import { inner, page, styles, tones, wholePage, type Sheet } from './sheet.ts';

const between = 12;
const width = (inner - between) / 2;
/** Of pictures that are taller than wide, too. */
const tallest = 150;
const emptyHeight = 60;

/** A picture as it is drawn: its bytes, or why there is none. */
interface Drawn {
  readonly slot: PictureSlot;
  readonly jpeg: Buffer | null;
  readonly why: string;
  readonly height: number;
  readonly captionLines: readonly string[];
}

/** One incident: its pictures beside each other, what is known about it below. Kept on a page where it fits. */
export async function drawIncident(
  sheet: Sheet,
  { title, mark, pictures, facts }: IncidentBlock,
  reader: PictureReader,
): Promise<void> {
  const drawn = await Promise.all(pictures.map((slot) => prepare(sheet, slot, reader)));
  const titleLines = sheet.lines(title, styles.incident, inner - 18);
  const titleHeight = titleLines.length * styles.incident.leading + 6;
  const picturesHeight = Math.max(0, ...drawn.map(heightOf));
  const all = titleHeight + picturesHeight + factsHeight(sheet, facts);
  // What is longer than a page begins on this one, as long as its pictures fit.
  sheet.room(all <= wholePage ? all : titleHeight + picturesHeight + 60);

  const top = sheet.y;
  sheet.tagged('H3', () => {
    sheet.mark(mark, page.margin + 6, top + 7.5, 5.5);
    sheet.linesAt(titleLines, styles.incident, page.margin + 18, top);
  });
  sheet.y += titleHeight;
  for (const [index, one] of drawn.entries()) {
    drawPicture(sheet, one, page.margin + index * (width + between));
  }
  sheet.y += picturesHeight;
  drawFacts(sheet, facts);
  sheet.artifact(() => sheet.rule(sheet.y));
  sheet.y += 12;
}

async function prepare(sheet: Sheet, slot: PictureSlot, reader: PictureReader): Promise<Drawn> {
  const captionLines = sheet.lines(slot.caption, styles.caption, width);
  const empty = { slot, jpeg: null, height: emptyHeight, captionLines };
  if (slot.picture === null) return { ...empty, why: slot.words };
  const found = await reader(slot.picture);
  if (found.state !== 'there') return { ...empty, why: whyNoPicture[found.state] };
  const height = Math.min(tallest, (width * slot.picture.height) / slot.picture.width);
  return { slot, jpeg: found.jpeg, why: '', height, captionLines };
}

const heightOf = ({ height, captionLines }: Drawn): number =>
  height + captionLines.length * styles.caption.leading + 10;

function drawPicture(
  sheet: Sheet,
  { slot, jpeg, why, height, captionLines }: Drawn,
  x: number,
): void {
  const top = sheet.y;
  if (jpeg === null) {
    sheet.artifact(() => {
      sheet.doc.save().dash(3, { space: 3 });
      sheet.doc.roundedRect(x, top, width, height, 4).lineWidth(0.6).stroke(tones.line);
      sheet.doc.restore();
    });
    const lines = sheet.lines(why, styles.caption, width - 20);
    sheet.tagged('P', () => sheet.linesAt(lines, styles.caption, x + 10, top + 10));
  } else {
    const draw = (): void => {
      try {
        sheet.doc.image(jpeg, x, top, { fit: [width, height] });
      } catch {
        // Refused before anything of it is drawn: no JPEG, or a kind that PDF does not know.
        sheet.linesAt(
          sheet.lines(unreadablePicture, styles.caption, width),
          styles.caption,
          x,
          top,
        );
      }
    };
    sheet.tagged('Figure', draw, undefined, { alt: slot.words });
  }
  sheet.tagged('Caption', () => sheet.linesAt(captionLines, styles.caption, x, top + height + 2));
}

import { setImmediate as breathe } from 'node:timers/promises';
import type { PictureReader } from '../pictures.ts';
import type { Block, DocumentView } from '../view/document.ts';
import {
  drawChart,
  drawFacts,
  drawTable,
  drawVerdict,
  flow,
  paragraph,
  sectionTitle,
} from './blocks.ts';
import { drawIncident } from './incident.ts';
import { inner, page, Sheet, styles } from './sheet.ts';

/**
 * A report as PDF: the same words and pictures as the page, on A4. Made of the same report twice it is the
 * same, byte for byte. Others have their turn between two blocks.
 * @throws StorageError where a picture cannot be read
 */
export async function writePdf(view: DocumentView, pictures: PictureReader): Promise<Buffer> {
  const { title, subtitle, front, frontAlone, sections, fingerprint, builtAt, builtWords } = view;
  const sheet = new Sheet({ title: `${title}: ${subtitle}`, at: builtAt });
  flow(sheet, 'H1', sheet.lines(title, styles.title, inner), styles.title);
  flow(sheet, 'P', sheet.lines(subtitle, styles.subtitle, inner), styles.subtitle);
  paragraph(sheet, `Made ${builtWords}`, styles.quiet);
  sheet.y += 8;
  for (const block of front) await drawBlock(sheet, block, pictures);

  const { outline } = sheet.doc;
  for (const [index, section] of sections.entries()) {
    if (index === 0 && frontAlone) sheet.newPage();
    sectionTitle(sheet, section.title);
    const bookmark = outline.addItem(section.title);
    for (const block of section.blocks) {
      await drawBlock(sheet, block, pictures);
      if (block.kind === 'incident') bookmark.addItem(block.title);
      await breathe();
    }
  }
  if (sheet.numbered) {
    paragraph(
      sheet,
      'What stands in brackets like [U+1F600] is a character that none of this document’s fonts has, by its Unicode number.',
      styles.quiet,
    );
  }
  return sheet.end((pageNumber, pages) => {
    const y = page.height - 30;
    const number = `Page ${pageNumber} of ${pages}`;
    const [name = ''] = sheet.lines(title, styles.footer, 120);
    sheet.rule(y - 12);
    sheet.line(name, styles.footer, page.margin, y);
    const printed = `SHA-256 ${fingerprint}`;
    sheet.line(printed, styles.footer, page.margin + 128, y);
    const end = page.width - page.margin - sheet.widthOf(number, styles.footer);
    sheet.line(number, styles.footer, end, y);
  });
}

async function drawBlock(sheet: Sheet, block: Block, pictures: PictureReader): Promise<void> {
  switch (block.kind) {
    case 'paragraph':
      return paragraph(sheet, block.text, block.quiet === true ? styles.quiet : styles.body);
    case 'verdict':
      return drawVerdict(sheet, block);
    case 'facts':
      return drawFacts(sheet, block.facts);
    case 'table':
      return drawTable(sheet, block);
    case 'chart':
      return drawChart(sheet, block.chart, block.words);
    case 'incident':
      return drawIncident(sheet, block, pictures);
  }
}

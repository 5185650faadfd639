import { setImmediate as breathe } from 'node:timers/promises';
import { whyNoPicture, type PictureReader } from '../pictures.ts';
import type { Block, DocumentView, Fact, IncidentBlock, PictureSlot } from '../view/document.ts';
import { markup, Markup } from './markup.ts';
import { style } from './style.ts';
import { svgChart, svgMark } from './svg-chart.ts';

/**
 * A report as a page that needs nothing else: no script, no style sheet, no font; its pictures are in it.
 * Others have their turn between two blocks.
 * @throws StorageError where a picture cannot be read
 */
export async function writePage(view: DocumentView, pictures: PictureReader): Promise<Buffer> {
  const parts: Markup[] = [head(view)];
  for (const block of view.front) parts.push(await blockOf(block, pictures));
  for (const { id, title, blocks } of view.sections) {
    parts.push(
      markup`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>`,
    );
    for (const block of blocks) {
      parts.push(await blockOf(block, pictures));
      await breathe();
    }
    parts.push(markup`</section>`);
  }
  parts.push(foot(view));
  return Buffer.concat(parts.map(({ text }) => Buffer.from(`${text}\n`)));
}

const head = ({
  title,
  subtitle,
  sections,
  builtWords,
}: DocumentView): Markup => markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${subtitle} · Invigil</title>
<style>${new Markup(style)}</style>
</head>
<body>
<header>
<h1 dir="auto">${title}</h1>
<p dir="auto">${subtitle}</p>
<p class="quiet">Made ${builtWords}</p>
<nav aria-label="Contents"><ul>${sections.map(
  (one) => markup`<li><a href="#${one.id}">${one.title}</a></li>`,
)}</ul></nav>
</header>
<main>`;

const foot = ({ fingerprint }: DocumentView): Markup => markup`</main>
<footer><p class="fingerprint">Fingerprint (SHA-256 of this report as JSON): ${fingerprint}</p></footer>
</body>
</html>`;

async function blockOf(block: Block, pictures: PictureReader): Promise<Markup> {
  switch (block.kind) {
    case 'paragraph': {
      const tone = block.quiet === true ? 'quiet' : 'plain';
      return markup`<p class="${tone}" dir="auto">${block.text}</p>`;
    }
    case 'verdict':
      return markup`<div class="card verdict"><span class="value">${block.value}</span> <span class="word">${svgMark(block.level)} ${block.word}</span><p>${block.text}</p></div>`;
    case 'facts':
      return facts(block.facts);
    case 'table':
      return table(block);
    case 'chart':
      return svgChart(block.chart, block.words);
    case 'incident':
      return incident(block, pictures);
  }
}

function facts(all: readonly Fact[]): Markup {
  const rows = all.map(
    ({ label, value }) => markup`<dt dir="auto">${label}</dt><dd dir="auto">${value}</dd>`,
  );
  return markup`<dl>${rows}</dl>`;
}

function table({ caption, columns, rows }: Extract<Block, { kind: 'table' }>): Markup {
  if (rows.length === 0) return markup`<p class="quiet">${caption}: none.</p>`;
  const sides = columns.map(({ align }) => (align === 'end' ? 'end' : 'start'));
  const heads = columns.map(
    ({ title }, index) => markup`<th scope="col" class="${sides[index] ?? 'start'}">${title}</th>`,
  );
  const lines = rows.map((row) => {
    const cells = row.map(
      (cell, index) => markup`<td class="${sides[index] ?? 'start'}"><bdi>${cell}</bdi></td>`,
    );
    return markup`<tr>${cells}</tr>`;
  });
  // Wide tables scroll by themselves; whoever has no pointer scrolls them by key.
  return markup`<div class="table" tabindex="0" role="region" aria-label="${caption}"><table><caption>${caption}</caption><thead><tr>${heads}</tr></thead><tbody>${lines}</tbody></table></div>`;
}

async function incident(block: IncidentBlock, reader: PictureReader): Promise<Markup> {
  const { title, mark, pictures } = block;
  const slots = await Promise.all(pictures.map((slot) => pictureOf(slot, reader)));
  const shown = slots.length === 0 ? markup`` : markup`<div class="pictures">${slots}</div>`;
  return markup`<article class="card"><h3>${svgMark(mark)} ${title}</h3>${shown}${facts(block.facts)}</article>`;
}

async function pictureOf(slot: PictureSlot, reader: PictureReader): Promise<Markup> {
  const { picture, caption, words } = slot;
  if (picture === null) return emptySlot(words, caption);
  const found = await reader(picture);
  if (found.state !== 'there') return emptySlot(whyNoPicture[found.state], caption);
  const data = new Markup(found.jpeg.toString('base64'));
  const { width, height } = picture;
  return markup`<figure><img src="data:image/jpeg;base64,${data}" width="${width}" height="${height}" alt="${words}"><figcaption>${caption}</figcaption></figure>`;
}

const emptySlot = (why: string, caption: string): Markup =>
  markup`<figure><div class="none quiet">${why}</div><figcaption>${caption}</figcaption></figure>`;

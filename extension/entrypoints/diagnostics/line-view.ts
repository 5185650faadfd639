import { config } from '../../config.ts';
import { element } from '../../ui/index.ts';
import type { TracedFrame } from '../../vision/trace.ts';
import { draw, lines, type Line } from './lines.ts';

/** In the drawing's own units; it is stretched to the page. */
const size = { width: 480, height: 64 } as const;

interface Drawing {
  readonly line: Line;
  readonly svg: SVGElement;
  readonly path: SVGElement;
}

/** Lines of what was measured over time, one below the other. */
export class LineView {
  readonly #drawings: readonly Drawing[];

  constructor(into: HTMLElement) {
    this.#drawings = lines.map(newDrawing);
    const figures = this.#drawings.map(({ line, svg }) =>
      element('figure', {}, [
        element('figcaption', {}, [line.name]),
        svg,
        element('span', { class: 'edges', 'aria-hidden': 'true' }, [
          element('span', {}, [line.top]),
          element('span', {}, [line.bottom]),
        ]),
      ]),
    );
    into.classList.add('lines');
    into.replaceChildren(...figures);
  }

  /** @param from the time at the left edge, milliseconds; `to` at the right one */
  show(frames: readonly TracedFrame[], from: number, to: number): void {
    const { jumpMs: gapMs } = config.detectors;
    for (const { line, svg, path } of this.#drawings) {
      const drawn = draw(line, frames, { ...size, from, to, gapMs });
      path.setAttribute('d', drawn.path);
      svg.setAttribute('aria-label', drawn.words);
    }
  }
}

function newDrawing(line: Line): Drawing {
  const path = svgElement('path', {});
  const attributes = {
    viewBox: `0 0 ${size.width} ${size.height}`,
    preserveAspectRatio: 'none',
    role: 'img',
    'aria-label': `${line.name}: not measured`,
  };
  const svg = svgElement('svg', attributes);
  if (line.low < 0) {
    const y = size.height / 2;
    svg.append(svgElement('path', { class: 'middle', d: `M0 ${y}H${size.width}` }));
  }
  svg.append(path);
  return { line, svg, path };
}

function svgElement(tag: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

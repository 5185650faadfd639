import {
  chartTextSize,
  markPath,
  markRadius,
  round,
  toneOf,
  type Chart,
  type Mark,
  type Shape,
} from '../view/chart.ts';
import { markup, type Markup } from './markup.ts';

/** A chart as SVG; its colours are the page's variables. */
export function svgChart({ width, height, shapes }: Chart, words: string): Markup {
  return markup`<figure class="chart"><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${words}">${shapes.map(shapeOf)}</svg><figcaption>${words}</figcaption></figure>`;
}

/** A mark by itself, beside words that say the same. */
export function svgMark(mark: Mark): Markup {
  const path = markPath(mark, 8, 8, 7);
  return markup`<svg class="mark t-${toneOf[mark]}" viewBox="0 0 16 16" aria-hidden="true"><path fill-rule="evenodd" d="${path}"/></svg>`;
}

function shapeOf(shape: Shape): Markup {
  switch (shape.kind) {
    case 'line': {
      const points = shape.points.map(([x, y]) => `${round(x)},${round(y)}`).join(' ');
      const dashes = shape.dashed === true ? '3 3' : 'none';
      return markup`<polyline class="s-${shape.tone}" points="${points}" fill="none" stroke-width="${shape.width}" stroke-dasharray="${dashes}"/>`;
    }
    case 'box': {
      const { x, y, width, height, tone, opacity } = shape;
      return markup`<rect class="t-${tone}" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" opacity="${opacity}"/>`;
    }
    case 'mark': {
      const path = markPath(shape.mark, shape.x, shape.y, markRadius);
      const tone = toneOf[shape.mark];
      return shape.hollow === true
        ? markup`<path class="hollow s-${tone}" stroke-width="1.2" d="${path}"/>`
        : markup`<path class="t-${tone}" fill-rule="evenodd" d="${path}"/>`;
    }
    case 'text': {
      const { x, y, anchor, tone, text } = shape;
      return markup`<text class="t-${tone}" x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" font-size="${chartTextSize}">${text}</text>`;
    }
  }
}

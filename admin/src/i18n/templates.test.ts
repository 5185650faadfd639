import { NodeTypes, type TemplateChildNode } from '@vue/compiler-core';
import { describe, expect, it } from 'vitest';
import { parse } from 'vue/compiler-sfc';

/* What a reader of one language would not notice: words that are not translated, and sides that stay. */

const files = import.meta.glob<string>('../**/*.vue', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** Attributes whose value a person reads or hears. */
const spoken = new Set(['aria-label', 'aria-description', 'title', 'placeholder', 'alt', 'label']);
/** Two letters in a row; a sign such as "▸" or "+" is the same in every language. */
const words = /\p{L}{2}/u;
const sameEverywhere = new Set(['SHA-256']);
const isWords = (text: string): boolean => words.test(text) && !sameEverywhere.has(text.trim());
/** Classes and styles that name a side of the screen and not of the text. */
const sided =
  /(?<![\w-])-?(?:ml|mr|pl|pr|left|right|border-l|border-r|rounded-l|rounded-r|rounded-tl|rounded-tr|rounded-bl|rounded-br|text-left|text-right|float-left|float-right|scroll-ml|scroll-mr)(?:-[\w[\]./%-]+)?(?![\w-])/;
const sidedStyle =
  /(?:margin|padding|border)-(?:left|right)|(?:^|[;{\s])(?:left|right)\s*:|text-align:\s*(?:left|right)/;

function findings(source: string): string[] {
  const { descriptor } = parse(source);
  const found: string[] = [];
  const walk = (nodes: readonly TemplateChildNode[]): void => {
    for (const node of nodes) {
      if (node.type === NodeTypes.TEXT && isWords(node.content)) {
        found.push(`text: ${node.content.trim()}`);
      }
      if (node.type !== NodeTypes.ELEMENT) continue;
      for (const prop of node.props) {
        if (prop.type === NodeTypes.ATTRIBUTE) {
          const value = prop.value?.content ?? '';
          if (spoken.has(prop.name) && isWords(value)) found.push(`${prop.name}: ${value}`);
          if (prop.name === 'class' && sided.test(value)) found.push(`class: ${value}`);
        } else if (prop.name === 'bind' && prop.rawName === ':class') {
          const value = prop.exp?.loc.source ?? '';
          for (const [, text = ''] of value.matchAll(/'([^']*)'/g)) {
            if (sided.test(text)) found.push(`class: ${text}`);
          }
        }
      }
      walk(node.children);
    }
  };
  walk(descriptor.template?.ast?.children ?? []);
  for (const { content } of descriptor.styles) {
    if (sidedStyle.test(content)) found.push(`style: ${sidedStyle.exec(content)?.[0].trim()}`);
  }
  return found;
}

describe('every component', () => {
  it('is found', () => {
    expect(Object.keys(files).length).toBeGreaterThan(40);
  });

  it.each(Object.entries(files))(
    '%s takes its words from the messages and has no sides',
    (_path, source) => {
      expect(findings(source)).toEqual([]);
    },
  );
});

describe('the search for words and sides', () => {
  it.each([
    ['<p>Hello</p>', ['text: Hello']],
    ['<p>{{ t("a") }} ▸ +5</p>', []],
    ['<button aria-label="Close" />', ['aria-label: Close']],
    ['<b class="ms-2 pl-3" />', ['class: ms-2 pl-3']],
    [`<b :class="wide ? 'text-left' : 'start-0'" />`, ['class: text-left']],
    ['<i class="-left-2" />', ['class: -left-2']],
    ['<i class="rounded-lg left-full:x pr" />', ['class: rounded-lg left-full:x pr']],
  ])('sees %s', (template, found) => {
    expect(findings(`<template>${template}</template>`)).toEqual(found);
  });

  it('sees styles', () => {
    const styled = '<template><p /></template><style>p { padding-left: 4px }</style>';
    expect(findings(styled)).toEqual(['style: padding-left']);
  });
});

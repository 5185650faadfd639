export { isDesktopExtended } from './display.ts';
export { pageActSchema, pageFactsSchema, type PageAct, type PageFacts } from './facts.ts';
export { PageWatch, type PageRules } from './page-watch.ts';

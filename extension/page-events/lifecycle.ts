import { defineLifecycle } from '@invigil/shared-types';

/**
 * One thing that lasts on a page, from its first sign to its end.
 * `fresh`: not long enough yet to be told. `lasting`: told. `carried`: told, and the page that showed it
 * went away; the next page of the quiz goes on with it or ends it. `over`.
 * What was not told when its page goes is nothing: moving on hides a page for a moment, too.
 */
export const spellLifecycle = defineLifecycle({
  states: ['fresh', 'lasting', 'carried', 'over'],
  events: ['begin', 'held', 'end', 'page_gone'],
  initial: 'fresh',
  table: {
    fresh: { begin: 'fresh', held: 'lasting', end: 'over', page_gone: 'over' },
    lasting: { begin: 'lasting', end: 'over', page_gone: 'carried' },
    carried: { begin: 'lasting', end: 'over', page_gone: 'carried' },
    over: {},
  },
});
export type SpellState = (typeof spellLifecycle.states)[number];
export type SpellEvent = (typeof spellLifecycle.events)[number];

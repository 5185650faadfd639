import { catalogue, violationTypes, type ViolationType } from '@invigil/shared-types';
import { element, find } from '../../ui/index.ts';
import type { ViolationRules } from '../../vision/index.ts';
import { setText } from './texts.ts';
import { ruleText, standingWords, type Standings } from './verdict-words.ts';

interface Cells {
  readonly standing: HTMLElement;
  readonly shape: HTMLElement;
  readonly word: HTMLElement;
}

/** The eight detectors, and what each says of the latest picture. */
export class VerdictView {
  readonly #cells = new Map<ViolationType, Cells>();

  constructor(rules: ViolationRules) {
    const rows = violationTypes.map((type) => {
      const shape = element('span', { class: 'shape', 'aria-hidden': 'true' });
      const word = element('span');
      const standing = element('div', { class: 'standing' }, [shape, word]);
      this.#cells.set(type, { standing, shape, word });
      const rule = rules[type].enabled ? ruleText(type, rules) : '';
      return element('tr', {}, [
        element('th', { scope: 'row' }, [catalogue[type].label]),
        element('td', {}, [standing]),
        element('td', { class: 'unit' }, [rule]),
      ]);
    });
    find('#verdict-rows', HTMLElement).replaceChildren(...rows);
  }

  show(standings: Standings): void {
    for (const [type, { standing, shape, word }] of this.#cells) {
      const is = standings[type];
      standing.dataset['standing'] = is;
      setText(shape, standingWords[is].shape);
      setText(word, standingWords[is].word);
    }
  }
}

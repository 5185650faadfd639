import { expect, it } from 'vitest';
import { config } from '../config.ts';
import { Warnings } from './warnings.ts';

it('shows a warning again on the next page, for the rest of its time', () => {
  const warnings = new Warnings('Europe/Madrid');
  const seenAt = Date.UTC(2026, 11, 4, 8, 41);
  warnings.add({ incidentId: 'i1', type: 'no_face', title: 'T', text: 'U', seenAt }, 1000);
  expect(warnings.fresh(4000)).toEqual([
    {
      kind: 'warning',
      incidentId: 'i1',
      title: 'T',
      text: 'U',
      seenAt: '09:41',
      forMs: config.page.warningMs - 3000,
    },
  ]);
  expect(warnings.fresh(1000 + config.page.warningMs)).toEqual([]);
});

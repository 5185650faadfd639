import { expect, it } from 'vitest';
import { fileName } from './file-name.ts';

it.each([
  [['Physics I', 'Vega, Luz'], 'physics-i-vega-luz-report.pdf'],
  [['../../etc/passwd', 'Łukasz Żółć'], 'etc-passwd-łukasz-zołc-report.pdf'],
  [['💥', '\u202Eexe.'], 'exe-report.pdf'],
  [['فيزياء', 'محمد علي'], 'فيزياء-محمد-علي-report.pdf'],
  [['ที่นี่'], 'ที่นี่-report.pdf'],
  [[''], 'report.pdf'],
  [['x'.repeat(500)], `${'x'.repeat(60)}-report.pdf`],
])('%j is %s', (parts, name) => {
  expect(fileName(parts, 'pdf')).toBe(name);
});

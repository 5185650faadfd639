import { expect, it } from 'vitest';
import { noTroubles, troubleList } from './troubles.ts';

it('puts the trouble that matters most first', () => {
  expect(troubleList(noTroubles)).toEqual([]);
  expect(
    troubleList({ camera: 'camera_muted', mediaBlocked: true, analysis: 'analysis_slow' }),
  ).toEqual(['camera_muted', 'media_unavailable', 'analysis_slow']);
  expect(troubleList({ ...noTroubles, analysis: 'analysis_unavailable' })).toEqual([
    'analysis_unavailable',
  ]);
});

import { expect, it } from 'vitest';
import { act, newRun, see, tick } from './run.ts';
import { sceneOf } from './scene.ts';
import { emptySeat, lookAt, places } from './testing/looks.ts';
import { dotWords, lookWords, preparingWords, waitingWords } from './words.ts';

const preparing = act(newRun, 'begin', 0);
const looking = act(preparing, 'prepared', 0);

it('has no dot before everything is loaded', () => {
  expect(sceneOf(preparing, 500)).toEqual({
    dot: null,
    share: 0,
    waits: false,
    words: preparingWords,
    heard: preparingWords,
  });
});

it('says where to look, and shows the same words wherever that is', () => {
  let run = looking;
  for (let now = 0; now < 2000; now += 200) run = tick(see(run, lookAt(), now), now, places);
  expect(sceneOf(run, 1200)).toEqual({
    dot: 'middle',
    share: 0.5,
    waits: false,
    words: lookWords,
    heard: dotWords.middle,
  });
  for (let now = 2000; now < 3000; now += 200) run = tick(see(run, lookAt(), now), now, places);
  expect(sceneOf(run, 3000)).toMatchObject({ words: lookWords, heard: dotWords.top_left });
});

it('says to everybody that the face is out of the picture', () => {
  const waiting = tick(see(looking, emptySeat(), 100), 2000, places);
  expect(sceneOf(waiting, 2000)).toEqual({
    dot: 'middle',
    share: 0,
    waits: true,
    words: waitingWords,
    heard: waitingWords,
  });
});

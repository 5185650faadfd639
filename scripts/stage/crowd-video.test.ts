import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { examId, SfuStage } from '../../backend/test-support/sfu-stage.ts';
import { eventually } from '../../backend/test-support/test-client.ts';
import { openCrowdVideo } from './crowd-video.ts';
import { loop } from './looped-video.ts';

const attemptIds = ['one', 'two', 'three'];
let stage: SfuStage;
beforeEach(async () => {
  stage = await SfuStage.open({
    INVIGIL_SFU_WORKERS: '2',
    INVIGIL_SFU_STUDENTS_PER_HALL: '2',
    INVIGIL_SFU_DEMAND_LOWER_MS: '50',
    INVIGIL_STILL_HOLD_MS: '50',
  });
});
afterEach(() => stage.close());

it('a crowd sends real pictures, each student another, and leaves nothing behind', async () => {
  const crowd = await openCrowdVideo(stage.sfu, examId, attemptIds);
  const stills = await Promise.all(attemptIds.map((id) => stage.sfu.still(examId, id)));
  const pictures = await Promise.all(
    stills.map(async ({ webp }) => {
      const { data, info } = await sharp(webp).raw().toBuffer({ resolveWithObject: true });
      expect(info).toMatchObject({ width: loop.width, height: loop.height });
      return data.toString('base64');
    }),
  );
  expect(new Set(pictures).size).toBe(attemptIds.length);

  crowd.end('two');
  expect(stage.streaming.at(-1)).toEqual(['two', false]);
  await crowd.close();
  await eventually(async () => {
    expect(await stage.dumped()).toEqual({ routers: 0, transports: 0, producers: 0, consumers: 0 });
  });
});

it('a crowd sends nothing while nothing is wanted of it', async () => {
  stage.sfu.videoPolicy(examId, 'on_demand');
  const crowd = await openCrowdVideo(stage.sfu, examId, ['one']);
  await eventually(() => expect(stage.stats.asleep).toBe(1));
  // And begins again for whoever wants it.
  expect(await stage.sfu.still(examId, 'one')).toMatchObject({ width: loop.width });
  await crowd.close();
});

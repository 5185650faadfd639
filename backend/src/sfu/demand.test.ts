import type { types } from 'mediasoup';
import sharp from 'sharp';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { examId, SfuStage, type FilmedStudent } from '../../test-support/sfu-stage.ts';
import { eventually } from '../../test-support/test-client.ts';
import { keyFrameOf } from '../../test-support/vp8-stream.ts';
import { KeyFrameAssembler } from './witness/key-frame-assembler.ts';

const lowerMs = 100;
const holdMs = 150;
let stage: SfuStage;
let small: Buffer;
let large: Buffer;

beforeAll(async () => {
  const picture = (width: number, height: number): Promise<Buffer> =>
    keyFrameOf(sharp({ create: { width, height, channels: 3, background: '#447755' } }));
  [small, large] = await Promise.all([picture(320, 180), picture(640, 360)]);
});
beforeEach(async () => {
  stage = await SfuStage.open({
    INVIGIL_SFU_DEMAND_LOWER_MS: String(lowerMs),
    INVIGIL_STILL_HOLD_MS: String(holdMs),
    INVIGIL_STILL_LARGE_SHARE: '0.3',
  });
});
afterEach(() => stage.close());

const film = (layers = [small, large]): Promise<FilmedStudent> => stage.film('student', { layers });

/** Takes the video as a wall does, but over a connection whose packets can be looked at. */
async function watch({ stream }: FilmedStudent): Promise<{
  consumer: types.Consumer;
  /** Widths of the key frames that came, pixels. */
  widths: number[];
}> {
  const transport = await stream.hall.router.createDirectTransport();
  const consumer = await stream.consume(stream.hall, transport, stage.sfu.rtpCapabilities);
  const assembler = new KeyFrameAssembler();
  const widths: number[] = [];
  consumer.on('rtp', (packet) => {
    const frame = assembler.push(packet);
    if (frame !== null) widths.push(frame.width);
  });
  return { consumer, widths };
}

const told = async (student: FilmedStudent, ...layers: number[]): Promise<void> => {
  await eventually(() => expect(student.told).toEqual(layers));
};

describe('what is asked of a student', () => {
  it('is the small layer before anybody looks, and stays that where video is continuous', async () => {
    const student = await film();
    const { consumer } = await watch(student);
    consumer.close();
    await eventually(() => expect(student.stream.demand).toBe(1));
    expect(student.told).toEqual([1]);
    expect(stage.stats.asleep).toBe(0);
  });

  it('is both layers while somebody prefers the large one', async () => {
    const student = await film();
    const [one, other] = [await watch(student), await watch(student)];
    await student.stream.preferLayer(one.consumer, 1);
    expect(student.told).toEqual([1, 2]);
    await student.stream.preferLayer(other.consumer, 1);
    one.consumer.close();
    await student.stream.preferLayer(other.consumer, 0);
    await told(student, 1, 2, 1);
  });

  it('is nothing while nobody looks and the exam wants it on demand', async () => {
    stage.sfu.videoPolicy(examId, 'on_demand');
    const student = await film();
    await told(student, 1, 0);
    expect(stage.stats.asleep).toBe(1);
    const { consumer } = await watch(student);
    expect(student.told).toEqual([1, 0, 1]);
    consumer.close();
    await told(student, 1, 0, 1, 0);
  });

  it('is nothing while a wall merely keeps the video ready, and the exam wants it on demand', async () => {
    stage.sfu.videoPolicy(examId, 'on_demand');
    const student = await film();
    const { consumer, widths } = await watch(student);
    await student.stream.resume(consumer);
    expect(student.told).toEqual([1]);
    await student.stream.pause(consumer);
    await told(student, 1, 0);
    widths.length = 0;
    await student.stream.resume(consumer);
    expect(student.told).toEqual([1, 0, 1]);
    await eventually(() => expect(widths).toContain(320));
  });

  it('is the small layer while whoever prefers the large one keeps it ready only', async () => {
    const student = await film();
    const { consumer } = await watch(student);
    await student.stream.resume(consumer);
    await student.stream.preferLayer(consumer, 1);
    await student.stream.pause(consumer);
    await told(student, 1, 2, 1);
    await student.stream.resume(consumer);
    expect(student.told).toEqual([1, 2, 1, 2]);
  });

  it('follows the policy when that changes during the exam', async () => {
    const student = await film();
    stage.sfu.videoPolicy(examId, 'on_demand');
    await told(student, 1, 0);
    stage.sfu.videoPolicy(examId, 'continuous');
    expect(student.told).toEqual([1, 0, 1]);
  });

  it('is nothing of a student who agreed to that, however the exam has it', async () => {
    const student = await film();
    stage.sfu.room(examId)?.keepOnDemand('student');
    await told(student, 1, 0);
    stage.sfu.videoPolicy(examId, 'on_demand');
    stage.sfu.videoPolicy(examId, 'continuous');
    expect(student.told).toEqual([1, 0]);
  });

  it('is remembered for an exam in which nobody is yet, and only for that one', async () => {
    stage.sfu.videoPolicy('another-exam', 'on_demand');
    stage.sfu.videoPolicy(examId, 'on_demand');
    stage.sfu.videoPolicy('another-exam', 'continuous');
    await told(await film(), 1, 0);
  });
});

describe('a wall that opens a student who sends nothing', () => {
  it('gets a first picture, also where the media worker knew that nothing comes', async () => {
    stage.sfu.videoPolicy(examId, 'on_demand');
    const student = await film();
    await told(student, 1, 0);
    await eventually(() =>
      expect(student.producer.score.every(({ score }) => score === 0)).toBe(true),
    );
    const { consumer, widths } = await watch(student);
    await consumer.resume();
    await eventually(() => expect(widths).toContain(320));
  });

  it('gets a first picture of a stream that has one layer only', async () => {
    stage.sfu.videoPolicy(examId, 'on_demand');
    const student = await film([small]);
    await told(student, 1, 0);
    const { consumer, widths } = await watch(student);
    await consumer.resume();
    await eventually(() => expect(widths).toContain(320));
  });

  it('gets the small layer until it wants the large one', async () => {
    const student = await film();
    student.camera.sendLayers(2);
    const { consumer, widths } = await watch(student);
    await consumer.resume();
    await eventually(() => expect(widths).toContain(320));
    expect(widths).not.toContain(640);
    await student.stream.preferLayer(consumer, 1);
    await eventually(() => expect(widths).toContain(640));
  });
});

describe('a still', () => {
  it('wakes the large layer, and lets it go after a while', async () => {
    const student = await film();
    expect(await stage.sfu.still(examId, 'student')).toMatchObject({ width: 640 });
    expect(student.told).toEqual([1, 2]);
    await told(student, 1, 2, 1);
  });

  it('wakes a student who sends nothing', async () => {
    stage.sfu.videoPolicy(examId, 'on_demand');
    const student = await film();
    await told(student, 1, 0);
    expect(await stage.sfu.still(examId, 'student')).toMatchObject({ width: 640 });
    await told(student, 1, 0, 2, 0);
  });

  it('lets a student sleep again as soon as it is there', async () => {
    stage.close();
    stage = await SfuStage.open({
      INVIGIL_SFU_DEMAND_LOWER_MS: '60000',
      INVIGIL_STILL_HOLD_MS: '1',
    });
    stage.sfu.videoPolicy(examId, 'on_demand');
    const student = await film();
    const { stream } = student;
    // As after two quiet seconds, which this test does not wait for.
    stream.least = 1;
    await stage.sfu.still(examId, 'student');
    await told(student, 1, 2, 1);
  });

  it('is a small one where the large layer does not come', async () => {
    const student = await film();
    // An uplink that carries no more, or an agent that does not listen.
    student.camera.sendLayers = () => undefined;
    const askedAt = Date.now();
    const still = await stage.sfu.still(examId, 'student');
    expect(still).toMatchObject({ width: 320, height: 180 });
    expect(still.takenAt).toBeLessThanOrEqual(Date.now());
    expect(Date.now() - askedAt).toBeLessThan(3000);
  });

  it('keeps what a wall wants', async () => {
    const student = await film();
    const { consumer } = await watch(student);
    await student.stream.preferLayer(consumer, 1);
    await stage.sfu.still(examId, 'student');
    await new Promise((resolve) => setTimeout(resolve, holdMs + 2 * lowerMs));
    expect(student.told).toEqual([1, 2]);
  });
});

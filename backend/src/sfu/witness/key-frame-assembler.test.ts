import fc from 'fast-check';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { jpeg } from '../../../test-support/pictures.ts';
import { keyFrameOf, packetise, type PacketOptions } from '../../../test-support/vp8-stream.ts';
import { KeyFrameAssembler, type KeyFrame } from './key-frame-assembler.ts';
import { parseRtp } from './rtp.ts';
import { parseKeyFrame, parseVp8Payload } from './vp8.ts';
import { wrapAsWebp } from './webp.ts';

let frame: Buffer;
beforeAll(async () => {
  frame = await keyFrameOf(sharp(await jpeg()));
});

/** The key frames that come out of these packets. */
function assembled(packets: readonly Buffer[]): KeyFrame[] {
  const assembler = new KeyFrameAssembler();
  return packets.flatMap((packet) => assembler.push(packet) ?? []);
}

const framesIn = (packets: readonly Buffer[]): Buffer[] =>
  assembled(packets).map(({ bytes }) => bytes);

/** Across the wrap of both counters. */
const nearTheWrap: PacketOptions = { sequenceNumber: 65_533, timestamp: 2 ** 32 - 1, ssrc: 9 };

describe('a key frame in several packets', () => {
  it('comes out whole, with its size', () => {
    const packets = packetise(frame);
    expect(packets.length).toBeGreaterThan(5);
    const [whole, ...others] = assembled(packets);
    expect(others).toEqual([]);
    expect(whole).toMatchObject({ width: 320, height: 180 });
    expect(whole?.bytes.equals(frame)).toBe(true);
  });

  it('comes out once, in whatever order and however often its packets come', () => {
    const packets = packetise(frame, nearTheWrap);
    const indices = fc.array(fc.nat(packets.length - 1), { maxLength: 3 * packets.length });
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...packets.keys()], { minLength: packets.length }),
        indices,
        (order, again) => {
          // Duplicates before the last missing packet: what comes later belongs to no open frame.
          const [last = 0, ...early] = order.toReversed();
          const repeated = again.filter((index) => index !== last);
          const arrivals = [...early, ...repeated, last].map((index) => packets[index]!);
          expect(framesIn(arrivals)).toEqual([frame]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('does not come out where any one packet is lost', () => {
    const packets = packetise(frame, nearTheWrap);
    for (const lost of packets.keys()) {
      expect(framesIn(packets.filter((_, index) => index !== lost))).toEqual([]);
    }
  });

  it('comes out after one that was lost, and between frames of other kinds', () => {
    const lost = packetise(frame).slice(1);
    const other = packetise(Buffer.alloc(3000, 0x31), { sequenceNumber: 50, timestamp: 3000 });
    const next = packetise(frame, { sequenceNumber: 100, timestamp: 6000 });
    const [first, second, ...rest] = next;
    expect(framesIn([...lost, first!, second!, ...other, ...rest])).toEqual([frame]);
  });

  it('is not mixed with packets of the same time from another source', () => {
    const [first, ...rest] = packetise(frame, { ssrc: 1 });
    const [, ...others] = packetise(frame, { ssrc: 2 });
    expect(framesIn([first!, ...others])).toEqual([]);
    expect(framesIn([first!, ...others, ...rest])).toEqual([frame]);
  });

  it.each([
    ['nothing more', [0x00]],
    ['a short picture identifier', [0x80, 0x80, 0x05]],
    ['a long picture identifier', [0x80, 0x80, 0x85, 0x05]],
    ['an index of the base layer', [0x80, 0xc0, 0x85, 0x05, 0x09]],
    ['a temporal layer', [0x80, 0xf0, 0x85, 0x05, 0x09, 0x20]],
    ['a key index alone', [0x80, 0x10, 0x01]],
  ])('is found behind a descriptor with %s', (_, descriptor) => {
    for (const more of [
      {},
      { padding: 4 },
      { headerExtension: true },
      { contributingSources: 3 },
    ]) {
      expect(framesIn(packetise(frame, { descriptor, ...more }))).toEqual([frame]);
    }
  });

  it('is not a frame that depends on others, is not shown, or is cut short', () => {
    const inter = Buffer.from(frame);
    inter.writeUInt8(frame.readUInt8(0) | 0x01, 0);
    const hidden = Buffer.from(frame);
    hidden.writeUInt8(frame.readUInt8(0) & ~0x10, 0);
    const noStartCode = Buffer.from(frame);
    noStartCode.writeUInt8(0, 3);
    const empty = Buffer.from(frame);
    empty.writeUInt16LE(0, 6);
    for (const bytes of [inter, hidden, noStartCode, empty, frame.subarray(0, 40)]) {
      expect(framesIn(packetise(bytes))).toEqual([]);
    }
  });

  it('is given up where it is larger than any camera makes it', () => {
    const huge = Buffer.concat([frame, Buffer.alloc(1024 * 1024)]);
    expect(framesIn(packetise(huge))).toEqual([]);
    // What is sent again and again is not larger for that.
    const [first, ...rest] = packetise(frame);
    const again = Array<Buffer>(2000).fill(first!);
    expect(framesIn([...again, ...rest])).toEqual([frame]);
    const crumbs = packetise(frame.subarray(0, 2100), { pieceBytes: 1 });
    expect(framesIn(crumbs)).toEqual([]);
  });
});

describe('bytes that nobody controls', () => {
  const bytes = fc.uint8Array({ maxLength: 80 }).map((array) => Buffer.from(array));
  /** Like a packet at the start, so that the parsers get further than the first check. */
  const nearlyPacket = bytes.map((rest) => Buffer.concat([Buffer.from([0xb1, 0xe0]), rest]));

  it('throw nowhere and make no picture', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(bytes, nearlyPacket), { maxLength: 20 }), (packets) => {
        expect(assembled(packets)).toEqual([]);
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(bytes, (some) => {
        parseRtp(some);
        parseVp8Payload(some);
        parseKeyFrame(some);
      }),
      { numRuns: 2000 },
    );
  });

  it('in a real packet make one picture at most, and throw nowhere', () => {
    const packets = packetise(frame);
    fc.assert(
      fc.property(fc.nat(packets.length - 1), fc.nat(11), fc.nat(255), (which, where, value) => {
        const damaged = packets.map((packet) => Buffer.from(packet));
        damaged[which]!.writeUInt8(value, where);
        expect(assembled(damaged).length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the WebP around a key frame', () => {
  it('is one that a decoder reads', async () => {
    const { data, info } = await sharp(wrapAsWebp(frame))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 320, height: 180, channels: 3 });
    expect(data.length).toBe(320 * 180 * 3);
  });

  it('is padded to an even length, as RIFF wants it', () => {
    for (const length of [100, 101]) {
      const webp = wrapAsWebp(frame.subarray(0, length));
      expect(webp.length % 2).toBe(0);
      expect(webp.readUInt32LE(4)).toBe(webp.length - 8);
      expect(webp.readUInt32LE(16)).toBe(length);
    }
  });
});

/** What an RTP payload carries of a VP8 frame (RFC 7741). */
export interface Vp8Payload {
  /** The frame's first octets are in here. */
  readonly startsFrame: boolean;
  /** A piece of the frame. A view, not a copy; never empty. */
  readonly data: Buffer;
}

/**
 * Takes the payload descriptor off (RFC 7741, section 4.2).
 * Null where it is cut short or nothing follows it.
 */
export function parseVp8Payload(payload: Buffer): Vp8Payload | null {
  const [first = 0, extensions = 0, pictureId = 0] = payload;
  let length = 1;
  if ((first & 0x80) !== 0) {
    length += 1;
    // I: a picture identifier of 7 bits, or of 15 where its own first bit says so.
    if ((extensions & 0x80) !== 0) length += (pictureId & 0x80) !== 0 ? 2 : 1;
    // L: an index of one octet. T and K share one.
    if ((extensions & 0x40) !== 0) length += 1;
    if ((extensions & 0x30) !== 0) length += 1;
  }
  if (payload.length <= length) return null;
  const startsPartition = (first & 0x10) !== 0;
  const partition = first & 0x07;
  return { startsFrame: startsPartition && partition === 0, data: payload.subarray(length) };
}

export interface KeyFrameSize {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
}

const keyFrameHeaderBytes = 10;
const frameTagBytes = 3;

/**
 * Reads the header of a VP8 key frame (RFC 6386, section 9.1).
 * Null where it is another kind of frame, is not to be shown, or ends before its first partition does.
 */
export function parseKeyFrame(frame: Buffer): KeyFrameSize | null {
  if (frame.length < keyFrameHeaderBytes) return null;
  const tag = frame.readUIntLE(0, frameTagBytes);
  const isKeyFrame = (tag & 0x01) === 0;
  const isShown = (tag & 0x10) !== 0;
  const firstPartitionBytes = tag >> 5;
  const hasStartCode = frame.readUIntBE(frameTagBytes, 3) === 0x9d012a;
  const whole = keyFrameHeaderBytes + firstPartitionBytes <= frame.length;
  if (!isKeyFrame || !isShown || !hasStartCode || !whole) return null;
  // The two highest bits are a scaling hint for the player.
  const width = frame.readUInt16LE(6) & 0x3fff;
  const height = frame.readUInt16LE(8) & 0x3fff;
  return width > 0 && height > 0 ? { width, height } : null;
}

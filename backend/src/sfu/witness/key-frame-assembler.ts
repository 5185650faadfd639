import { parseRtp, type RtpPacket } from './rtp.ts';
import { parseKeyFrame, parseVp8Payload, type KeyFrameSize, type Vp8Payload } from './vp8.ts';

export interface KeyFrame extends KeyFrameSize {
  readonly bytes: Buffer;
}

/** Frames that are collected at the same time: as many as packets may overtake each other. */
const framesAtOnce = 8;
/** A larger frame is none of a camera's: what a client sends must not fill the memory. */
const longestFrameBytes = 1024 * 1024;
const mostPacketsOfFrame = 2048;

interface Collected {
  readonly pieces: Map<number, Buffer>;
  bytes: number;
  first: number | undefined;
  last: number | undefined;
}

/**
 * Puts packets together until a key frame is whole. They may come late, twice and in any order: the
 * SFU forwards what was sent again as it arrives. A frame that stays incomplete never comes out.
 */
export class KeyFrameAssembler {
  /** By RTP timestamp, oldest first. */
  readonly #frames = new Map<string, Collected>();

  /** Resolves to the key frame that this packet completes, if it does. Never throws. */
  push(packet: Buffer): KeyFrame | null {
    const rtp = parseRtp(packet);
    const payload = rtp === null ? null : parseVp8Payload(rtp.payload);
    if (rtp === null || payload === null) return null;
    const id = `${rtp.ssrc}:${rtp.timestamp}`;
    const frame = this.#frames.get(id) ?? this.#begin(id);
    add(frame, rtp, payload);
    if (frame.bytes > longestFrameBytes || frame.pieces.size > mostPacketsOfFrame) {
      this.#frames.delete(id);
      return null;
    }
    const bytes = joined(frame);
    if (bytes === null) return null;
    this.#frames.delete(id);
    const size = parseKeyFrame(bytes);
    return size === null ? null : { bytes, ...size };
  }

  #begin(id: string): Collected {
    const frame: Collected = { pieces: new Map(), bytes: 0, first: undefined, last: undefined };
    this.#frames.set(id, frame);
    const [oldest] = this.#frames.keys();
    if (this.#frames.size > framesAtOnce && oldest !== undefined) this.#frames.delete(oldest);
    return frame;
  }
}

function add(frame: Collected, rtp: RtpPacket, { data, startsFrame }: Vp8Payload): void {
  if (frame.pieces.has(rtp.sequenceNumber)) return;
  frame.pieces.set(rtp.sequenceNumber, data);
  frame.bytes += data.length;
  if (startsFrame) frame.first = rtp.sequenceNumber;
  if (rtp.marker) frame.last = rtp.sequenceNumber;
}

/** Null while a piece is missing. */
function joined({ pieces, first, last }: Collected): Buffer | null {
  if (first === undefined || last === undefined) return null;
  const count = ((last - first) & 0xffff) + 1;
  if (pieces.size < count) return null;
  const inOrder: Buffer[] = [];
  for (let index = 0; index < count; index += 1) {
    const piece = pieces.get((first + index) & 0xffff);
    if (piece === undefined) return null;
    inOrder.push(piece);
  }
  return Buffer.concat(inOrder);
}

/** What the witness needs of an RTP packet (RFC 3550, section 5.1). */
export interface RtpPacket {
  /** In video: the last packet of a frame. */
  readonly marker: boolean;
  /** 16 bits, wraps. */
  readonly sequenceNumber: number;
  /** 32 bits, wraps; the same in all packets of one frame. */
  readonly timestamp: number;
  readonly ssrc: number;
  /** Without contributing sources, header extension and padding. A view, not a copy. */
  readonly payload: Buffer;
}

const fixedHeaderBytes = 12;

/** Null where it is no RTP packet of version 2, or one that ends too early. */
export function parseRtp(packet: Buffer): RtpPacket | null {
  if (packet.length < fixedHeaderBytes) return null;
  const flags = packet.readUInt8(0);
  if (flags >> 6 !== 2) return null;
  let start = fixedHeaderBytes + 4 * (flags & 0x0f);
  if ((flags & 0x10) !== 0) {
    if (packet.length < start + 4) return null;
    start += 4 + 4 * packet.readUInt16BE(start + 2);
  }
  let end = packet.length;
  // The last octet of the padding says how long it is, itself included.
  if ((flags & 0x20) !== 0) end -= packet.readUInt8(end - 1);
  if (start > end) return null;
  return {
    marker: (packet.readUInt8(1) & 0x80) !== 0,
    sequenceNumber: packet.readUInt16BE(2),
    timestamp: packet.readUInt32BE(4),
    ssrc: packet.readUInt32BE(8),
    payload: packet.subarray(start, end),
  };
}

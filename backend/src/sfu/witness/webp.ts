const envelopeBytes = 20;

/**
 * Makes a picture file of a VP8 key frame: a lossy WebP image is exactly that in a RIFF envelope
 * (RFC 9649, section 2.5). Nothing is decoded and nothing is lost.
 */
export function wrapAsWebp(keyFrame: Buffer): Buffer {
  const padding = keyFrame.length % 2;
  const file = Buffer.alloc(envelopeBytes + keyFrame.length + padding);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WEBPVP8 ', 8, 'latin1');
  file.writeUInt32LE(keyFrame.length, 16);
  keyFrame.copy(file, envelopeBytes);
  return file;
}

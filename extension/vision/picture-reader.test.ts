import { describe, expect, it, vi } from 'vitest';
import { PictureReader } from './picture-reader.ts';

/** A stream of pictures that come when they are told to. */
function camera() {
  let give: ReadableStreamDefaultController<VideoFrame> | undefined;
  const asked = vi.fn();
  const pictures = new ReadableStream<VideoFrame>(
    { start: (controller) => void (give = controller), pull: () => void asked() },
    { highWaterMark: 0 },
  );
  const reader = new PictureReader(pictures, 50);
  const left = vi.fn();
  void reader.left.then(left);
  return { reader, left, asked, give: picture(() => give), end: () => give?.close() };
}

const picture =
  (stream: () => ReadableStreamDefaultController<VideoFrame> | undefined) =>
  (): { readonly close: ReturnType<typeof vi.fn> } => {
    const frame = { close: vi.fn() };
    stream()?.enqueue(frame as Partial<VideoFrame> as VideoFrame);
    return frame;
  };

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('PictureReader', () => {
  it('hands out one picture after the other, to be closed by whoever has it', async () => {
    const { reader, give, left } = camera();
    const next = reader.next();
    const frame = give();
    expect(await next).toBe(frame);
    expect(frame.close).not.toHaveBeenCalled();
    expect(left).not.toHaveBeenCalled();
  });

  it('is left at once between two pictures, and asks for no other', async () => {
    const { reader, left, asked } = camera();
    reader.stop();
    await settle();
    expect(left).toHaveBeenCalled();
    expect(await reader.next()).toBeNull();
    expect(asked).not.toHaveBeenCalled();
  });

  it('is left once the picture under way has come, which is closed', async () => {
    const { reader, left, give } = camera();
    const next = reader.next();
    reader.stop();
    await settle();
    expect(left).not.toHaveBeenCalled();
    const frame = give();
    expect(await next).toBeNull();
    await settle();
    expect(frame.close).toHaveBeenCalledOnce();
    expect(left).toHaveBeenCalled();
  });

  it('is left after a while where no picture comes any more', async () => {
    vi.useFakeTimers();
    try {
      const { reader, left } = camera();
      void reader.next();
      reader.stop();
      await vi.advanceTimersByTimeAsync(49);
      expect(left).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      expect(left).toHaveBeenCalled();
    } finally {
      vi.useRealTimers();
    }
  });

  it('is left when the camera has ended', async () => {
    const { reader, left, end } = camera();
    const next = reader.next();
    end();
    expect(await next).toBeNull();
    await settle();
    expect(left).toHaveBeenCalled();
  });
});

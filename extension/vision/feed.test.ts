import { expect, it, vi } from 'vitest';
import { Feed } from './feed.ts';

function feeding() {
  const ask = vi.fn();
  const feed = new Feed(7, ask);
  const picture = () => ({ close: vi.fn() });
  const give = (frame: ReturnType<typeof picture>) =>
    feed.give(frame as Partial<VideoFrame> as VideoFrame);
  return { feed, ask, picture, give };
}

it('asks for one picture and hands it out open', async () => {
  const { feed, ask, picture, give } = feeding();
  const next = feed.next();
  expect(ask.mock.calls).toEqual([[{ kind: 'next', camera: 7 }]]);
  const frame = picture();
  give(frame);
  expect(await next).toBe(frame);
  expect(frame.close).not.toHaveBeenCalled();
});

it('has none once it has ended, and whoever waits learns it', async () => {
  const { feed, ask } = feeding();
  const next = feed.next();
  feed.end();
  expect(await next).toBeNull();
  expect(await feed.next()).toBeNull();
  expect(ask).toHaveBeenCalledOnce();
});

it('closes a picture for which nobody waits any more', () => {
  const { feed, picture, give } = feeding();
  void feed.next();
  feed.end();
  const frame = picture();
  give(frame);
  expect(frame.close).toHaveBeenCalledOnce();
});

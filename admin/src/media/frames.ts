/**
 * How many frames a `<video>` has taken in since its stream was attached, whether they were shown or
 * not; null where the browser does not tell. That it moves is the sign that the video goes on.
 */
export function framesOf(video: HTMLVideoElement): number | null {
  // Old browsers have no such method, whatever the types say.
  if (!('getVideoPlaybackQuality' in video)) return null;
  return video.getVideoPlaybackQuality().totalVideoFrames;
}

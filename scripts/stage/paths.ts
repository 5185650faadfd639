import { join } from 'node:path';

/** What set-up leaves behind, by its place in the checkout. */
const root = join(import.meta.dirname, '../..');

export const paths = {
  root,
  extension: join(root, 'extension/.output/chrome-mv3'),
  /** Real footage in known segments, see `clipSegments`. */
  clip: join(root, '.cache/footage/student.mjpeg'),
  clipSegments: join(root, '.cache/footage/student.json'),
  /** One person looking at the screen, nothing else. */
  calmClip: join(root, '.cache/footage/frontal.mjpeg'),
  /** Each violation once, see `scriptSegments`. */
  script: join(root, '.cache/footage/everything.mjpeg'),
  scriptSegments: join(root, '.cache/footage/everything.json'),
  /** Two people, all the time. */
  companyClip: join(root, '.cache/footage/company.mjpeg'),
  /** Encoded by `loopedClips`; may be deleted at any time. */
  loopedClips: join(root, '.cache/looped-clips'),
  demoData: join(root, '.cache/demo'),
  screenshots: join(root, 'test-results'),
} as const;

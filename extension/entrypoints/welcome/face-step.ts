import type { Learner } from '../../calibration/index.ts';
import { config } from '../../config.ts';
import { faceHint, facePictureSide, hintWords, type FaceHint } from '../../identity/index.ts';
import { log, wordsOf } from '../../log.ts';
import { epochNow } from '../../time.ts';
import { find } from '../../ui/index.ts';
import type { Measured } from '../../vision/index.ts';
import { say } from './page.ts';

type FacePicture = Uint8ClampedArray<ArrayBuffer>;

export interface FaceOptions {
  readonly learner: Learner;
  readonly track: MediaStreamTrack;
  /** One was taken before, and is to be replaced. */
  readonly anew: boolean;
}

const button = (id: string) => find(`#${id}`, HTMLButtonElement);
const cannotWords =
  'Faces cannot be compared on this computer. That is no disadvantage, and you can go on.';

/** Shows the student the face that theirs is compared with, and takes it if need be. Always leads on. */
export class FaceStep {
  readonly #canvas = find('#face-picture', HTMLCanvasElement);
  #options: FaceOptions | undefined;
  #isTaken = false;
  /** What keeps the face from being taken, and since when. */
  #hint: { readonly is: FaceHint; readonly since: number } | null = null;

  /** @param onDone the student has seen the face, or goes on without */
  constructor(onDone: () => void) {
    button('face-continue').addEventListener('click', onDone);
    button('face-again').addEventListener('click', () => this.#take(true));
  }

  enter(options: FaceOptions): void {
    this.#options = options;
    if (this.#isTaken && !options.anew) this.#show();
    else this.#take(options.anew);
  }

  leave(): void {
    this.#options = undefined;
  }

  /** Another student, or none: what was shown is gone. */
  forget(): void {
    this.leave();
    this.#isTaken = false;
    this.#canvas.getContext('2d')?.clearRect(0, 0, facePictureSide, facePictureSide);
  }

  /** The face was taken, here or while the student looked at the dots. */
  taken(picture: FacePicture): void {
    const image = new ImageData(picture, facePictureSide, facePictureSide);
    this.#canvas.getContext('2d')?.putImageData(image, 0, 0);
    this.#isTaken = true;
    if (this.#options !== undefined) this.#show();
  }

  measured({ frame }: Measured): void {
    if (this.#options === undefined || this.#isTaken) return;
    if (this.#options.learner.cannotCompare) {
      this.failed();
      return;
    }
    const hint = faceHint(frame, config.identity);
    if (hint !== this.#hint?.is) {
      this.#hint = hint === null ? null : { is: hint, since: epochNow() };
    }
    if (this.#hint === null) say('face-words', 'Please look into the camera …');
    else if (epochNow() - this.#hint.since >= config.face.hintAfterMs) {
      say('face-words', hintWords[this.#hint.is]);
    }
  }

  /** Nothing can be looked at here. */
  failed(): void {
    if (this.#options === undefined || this.#isTaken) return;
    say('face-words', cannotWords);
    button('face-continue').textContent = 'Continue';
    button('face-again').hidden = true;
  }

  #take(anew: boolean): void {
    const { learner, track } = this.#options ?? {};
    if (learner === undefined || track === undefined) return;
    this.#isTaken = false;
    this.#hint = null;
    this.#canvas.getContext('2d')?.clearRect(0, 0, facePictureSide, facePictureSide);
    this.#canvas.setAttribute('aria-label', 'No picture yet');
    say('face-caption', 'Not taken yet');
    say('face-words', 'Please look into the camera …');
    button('face-again').hidden = true;
    button('face-continue').textContent = 'Go on without';
    button('face-continue').classList.add('plain');
    learner
      .look(track, false)
      .then(() => {
        if (this.#options?.learner === learner) learner.takeFace(anew);
      })
      .catch((error: unknown) => log(wordsOf(error)));
  }

  #show(): void {
    this.#canvas.setAttribute('aria-label', 'Your face, as it was taken');
    say('face-caption', 'This is compared');
    say('face-words', 'Done. Is this you, well to be seen? Then go on, or take it again.');
    button('face-again').hidden = false;
    const go = button('face-continue');
    go.textContent = 'Continue';
    go.classList.remove('plain');
    go.focus();
  }
}

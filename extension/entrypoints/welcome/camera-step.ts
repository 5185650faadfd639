import type { CameraTrouble } from '../../media/index.ts';
import { find } from '../../ui/index.ts';
import type { Page } from './page.ts';
import { isCameraAllowed, type Preview } from './preview.ts';
import { cameraProblem } from './problems.ts';

/** Asks for the camera, and once more where it is lost on the way. */
export class CameraStep {
  readonly #page: Page;
  readonly #preview: Preview;
  readonly #onReady: () => void;
  readonly #button = find('#camera-allow', HTMLButtonElement);

  /** @param onReady the camera is open, and its step still shown */
  constructor(page: Page, preview: Preview, onReady: () => void) {
    this.#page = page;
    this.#preview = preview;
    this.#onReady = onReady;
    this.#button.addEventListener('click', () => void this.#use());
  }

  async enter(): Promise<void> {
    // Whoever has allowed it is not asked again.
    const isAllowed = await isCameraAllowed();
    if (this.#page.step !== 'camera') this.#page.move('use_camera');
    if (isAllowed) await this.#use();
  }

  /** It is gone, in a step that cannot do without. */
  lost(trouble: CameraTrouble): void {
    this.#preview.stop();
    this.#page.move('lose_camera');
    this.#explain(trouble);
  }

  async #use(): Promise<void> {
    this.#button.disabled = true;
    const trouble = await this.#preview.start();
    this.#button.disabled = false;
    if (this.#page.step !== 'camera') return;
    if (trouble === null) this.#onReady();
    else this.#explain(trouble);
  }

  #explain(trouble: CameraTrouble): void {
    this.#page.explain(cameraProblem(trouble), () => void this.#use());
  }
}

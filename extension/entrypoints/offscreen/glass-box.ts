import { reasonSentences } from '@invigil/shared-types';
import { config } from '../../config.ts';
import type { DropReason } from '../../link/index.ts';
import { log, wordsOf } from '../../log.ts';
import { fromGlassSchema, type Glass } from '../../messages/index.ts';
import type { Session } from '../../session/index.ts';

/** Keeps a popup informed for as long as it is open. */
export function fillGlassBox(port: chrome.runtime.Port, session: Session): void {
  let shownPicture: string | null = null;

  const send = async () => {
    const { latest, ...rest } = session.glass();
    let evidence: Glass['evidence'] = null;
    if (latest !== null) {
      const { claimId, claim, jpeg } = latest.parcel;
      const isNew = claimId !== shownPicture;
      shownPicture = claimId;
      evidence = {
        claimId,
        type: claim.type,
        capturedAt: claim.capturedAt,
        fate: latest.fate.state,
        why: latest.fate.state === 'dropped' ? dropSentence(latest.fate.why) : null,
        dataUrl: isNew ? await dataUrlOf(jpeg) : null,
      };
    }
    const glass: Glass = { ...rest, evidence };
    port.postMessage(glass);
  };

  // Opened as a page of its own it is no popup over the quiz, and whoever reads it has left.
  const isPopup = port.sender?.tab === undefined;
  if (isPopup) session.pageDesk.glassOpened(true);
  const update = () =>
    void send().catch((error: unknown) => {
      // It was closed a moment ago: its port says so next.
      log(`the glass box was not filled: ${wordsOf(error)}`);
    });
  const timer = setInterval(update, config.glassBox.everyMs);
  port.onMessage.addListener((raw: unknown) => {
    const message = fromGlassSchema.safeParse(raw).data;
    if (message === undefined) return;
    if (message.kind === 'write') session.invigilators.write(message.text);
    else if (message.kind === 'break') void session.breaks.ask(message.event).then(update);
    else session.invigilators.acknowledge(message.actionId);
    update();
  });
  port.onDisconnect.addListener(() => {
    clearInterval(timer);
    if (isPopup) session.pageDesk.glassOpened(false);
  });
  update();
}

function dataUrlOf(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      if (typeof reader.result === 'string') resolve(reader.result);
    });
    reader.addEventListener('error', () => reject(new Error('the picture cannot be read')));
    reader.readAsDataURL(blob);
  });
}

function dropSentence(why: DropReason): string {
  if (why === 'too_old') return 'It had waited for too long.';
  if (why === 'not_kept') return 'This computer could not keep it.';
  return reasonSentences[why];
}

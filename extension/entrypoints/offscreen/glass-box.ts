import type { Glass } from '../../messages/index.ts';
import type { Session } from '../../session/index.ts';
import { config } from '../../config.ts';

/** Keeps a popup informed for as long as it is open. */
export function fillGlassBox(port: chrome.runtime.Port, session: Session): void {
  let shownPicture: string | null = null;

  const send = async () => {
    const { latest, ...rest } = await session.glass();
    let evidence: Glass['evidence'] = null;
    if (latest !== null) {
      const { claimId, claim, jpeg } = latest.parcel;
      const isNew = claimId !== shownPicture;
      shownPicture = claimId;
      evidence = {
        claimId,
        type: claim.type,
        capturedAt: claim.capturedAt,
        fate: latest.fate,
        dataUrl: isNew ? await dataUrlOf(jpeg) : null,
      };
    }
    const glass: Glass = { ...rest, evidence };
    port.postMessage(glass);
  };

  const timer = setInterval(() => void send().catch(() => undefined), config.glassBox.everyMs);
  port.onDisconnect.addListener(() => clearInterval(timer));
  void send().catch(() => undefined);
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

import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paths } from './paths.ts';

/**
 * What somebody who knows the agent could make of their copy of it. `lying`: whatever is seen, it
 * reports one face. `mute`: it reports nothing at all. Neither lets a claim through.
 */
export type Tampering = 'lying' | 'mute';

/** Runs in the agent's page, before the agent. The agent itself believes that all of it was taken. */
function tamper(tampering: Tampering): void {
  const original = Object.getOwnPropertyDescriptor(WebSocket.prototype, 'send')?.value as (
    this: WebSocket,
    data: Parameters<WebSocket['send']>[0],
  ) => void;
  const swallowed = tampering === 'mute' ? /^(claims|report)$/ : /^claims$/;
  WebSocket.prototype.send = function (data) {
    const request =
      typeof data === 'string' ? /^42\/agent,(\d+)\["(\w+)",(.*)\]$/s.exec(data) : null;
    const [, id = '', name = '', body = '{}'] = request ?? [];
    if (swallowed.test(name)) {
      const { claims } = JSON.parse(body) as { claims?: { claimId: string }[] };
      const outcomes = claims?.map(({ claimId }) => ({ claimId, outcome: 'suppressed' }));
      const answer = [{ ok: true, data: outcomes === undefined ? {} : { outcomes } }];
      const message = `43/agent,${id}${JSON.stringify(answer)}`;
      this.dispatchEvent(new MessageEvent('message', { data: message }));
      return;
    }
    original.call(
      this,
      typeof data === 'string' ? data.replace(/"faces":\d+/g, '"faces":1') : data,
    );
  };
}

export interface TamperedExtension {
  readonly folder: string;
  remove(): Promise<void>;
}

/** A copy of the built extension whose word cannot be relied on. */
export async function tamperedExtension(tampering: Tampering): Promise<TamperedExtension> {
  const folder = await mkdtemp(join(tmpdir(), 'invigil-tampered-'));
  await cp(paths.extension, folder, { recursive: true });
  const program = `(${tamper.toString()})(${JSON.stringify(tampering)});\n`;
  await writeFile(join(folder, 'tamper.js'), program);
  const page = join(folder, 'offscreen.html');
  const html = await readFile(page, 'utf8');
  await writeFile(page, html.replace('<head>', '<head><script src="/tamper.js"></script>'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

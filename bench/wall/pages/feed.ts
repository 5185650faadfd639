import type { Tile, TileDelta } from '@invigil/shared-types';
import { io } from 'socket.io-client';

/** Watches the exam of the page's address, without any of the console's code. */
export function watchExam(
  onTiles: (tiles: Tile[]) => void,
  onDeltas: (deltas: TileDelta[]) => void,
): void {
  const examId = location.pathname.split('/')[2] ?? '';
  const socket = io('/wall', { transports: ['websocket'] });
  socket.on('connect', () => {
    socket.emit('wall:watch', { examId }, (reply: { ok: true; data: { tiles: Tile[] } }) => {
      onTiles(reply.data.tiles);
    });
  });
  socket.on('wall:batch', (batch: { deltas: TileDelta[] }, acknowledge: () => void) => {
    onDeltas(batch.deltas);
    acknowledge();
  });
}

/** The same look for all pages that are compared. */
export const look = `
  body { margin: 0; font: 14px/20px system-ui, sans-serif; background: #f1f5f9; }
  #app { height: 100vh; overflow-y: auto; }
  .grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(232px, 1fr)); gap: 12px; padding: 16px; }
  .tile { border: 1px solid #cbd5e1; border-radius: 8px; overflow: hidden; background: #fff; }
  .picture { aspect-ratio: 16 / 9; background: #e2e8f0; display: grid; place-items: center; color: #475569; }
  .row { display: flex; gap: 8px; height: 36px; align-items: center; padding: 0 8px; }
  .name { flex: 1; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; text-align: start; background: none; border: 0; }
`;

export function addLook(): void {
  const style = document.createElement('style');
  style.textContent = look;
  document.head.append(style);
}

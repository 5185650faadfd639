export { default as ConnectionBanner } from './ConnectionBanner.vue';
export { default as IncidentAnnouncer } from './IncidentAnnouncer.vue';
export { default as OperatingNotice } from './OperatingNotice.vue';
export { default as OrderNotice } from './OrderNotice.vue';
export { default as ScoreBadge } from './ScoreBadge.vue';
export { default as StreamNotice } from './StreamNotice.vue';
export { default as StudentStill } from './StudentStill.vue';
export { tileNotice } from './tile-words.ts';
export { default as TimeLeft } from './TimeLeft.vue';
export { default as WaitingRoom } from './WaitingRoom.vue';
export { default as WallFigures } from './WallFigures.vue';
export { default as KeysDialog } from './KeysDialog.vue';
export { default as WallGrid } from './WallGrid.vue';
export { default as WallToolbar } from './WallToolbar.vue';
export { default as WorstStrip } from './WorstStrip.vue';
export { onWallKey, type WallKey } from './wall-keys.ts';
export { provideWallView, useWallView, type WallViewContext } from './wall-view-context.ts';
export {
  useWall,
  useWallSession,
  wallKey,
  type IncidentListener,
  type WallSession,
} from './wall-session.ts';

export { default as ConnectionBanner } from './ConnectionBanner.vue';
export { default as IncidentAnnouncer } from './IncidentAnnouncer.vue';
export { levelWords } from './level-words.ts';
export { default as ScoreBadge } from './ScoreBadge.vue';
export { tileNotice } from './tile-words.ts';
export { default as TimeLeft } from './TimeLeft.vue';
export { default as WallFigures } from './WallFigures.vue';
export { default as WallGrid } from './WallGrid.vue';
export { useWall, useWallSession, wallKey, type WallSession } from './wall-session.ts';

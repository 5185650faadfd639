export { default as BrandMark } from './BrandMark.vue';
export { useServerClock, type ServerClock } from './clock.ts';
export { default as ElapsedTime } from './ElapsedTime.vue';
export { default as LevelShape } from './LevelShape.vue';
export { default as StatePanel } from './StatePanel.vue';
export { startTheme, themes, useTheme, type Theme } from './theme.ts';
export {
  formatDuration,
  formatLocalTime,
  formatMinuteOfDay,
  formatNumber,
  formatSeconds,
  formatSpan,
  formatTimeOfDay,
  formatWindow,
} from './time.ts';

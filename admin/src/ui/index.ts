export { default as BrandMark } from './BrandMark.vue';
export { useServerClock, type ServerClock } from './clock.ts';
export { default as ConfirmDialog } from './ConfirmDialog.vue';
export { default as CopyField } from './CopyField.vue';
export { useDoing, type Doing } from './doing.ts';
export { default as ElapsedTime } from './ElapsedTime.vue';
export { default as FormDialog } from './FormDialog.vue';
export { default as FormField } from './FormField.vue';
export { default as FormSection } from './FormSection.vue';
export { letterOf, type Pressed } from './letter.ts';
export { default as LevelShape } from './LevelShape.vue';
export { default as MoreButton } from './MoreButton.vue';
export { usePages, type Pages } from './pages.ts';
export {
  pictureShelfKey,
  usePictureShelf,
  type PictureShelf,
  type Shelved,
} from './picture-shelf.ts';
export { useReading, type Reading, type ReadingState } from './reading.ts';
export { default as ReadingPanel } from './ReadingPanel.vue';
export { saveFile } from './save-file.ts';
export { default as StatePanel } from './StatePanel.vue';
export { default as SwitchField } from './SwitchField.vue';
export { startTheme, themes, useTheme, type Theme } from './theme.ts';
export {
  formatDay,
  formatDuration,
  formatLocalTime,
  formatMinuteOfDay,
  formatMoment,
  formatNumber,
  formatSeconds,
  formatSpan,
  formatStamp,
  formatTimeOfDay,
  formatWindow,
} from './time.ts';

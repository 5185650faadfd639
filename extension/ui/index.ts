export { element, find } from './element.ts';
export { bytesText, minutesText, timeOfDay, untilText, windowText } from './times.ts';

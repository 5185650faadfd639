export { element, find } from './element.ts';
export { bytesText, timeOfDay, windowText } from './times.ts';

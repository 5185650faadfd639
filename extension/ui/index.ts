export { element, find } from './element.ts';
export {
  bytesText,
  clockTime,
  dayAndTime,
  dayText,
  minutesText,
  timeOfDay,
  untilText,
  windowText,
} from './times.ts';

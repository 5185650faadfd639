export { default as AccommodationLines } from './AccommodationLines.vue';
export { choices, decisionOf, noteKey } from './decision-keys.ts';
export { disregardedIn } from './disregarded.ts';
export { incidentLabel } from './incident-label.ts';
export { countingWords, decisionWords, incidentFacts, lasts, lookWords } from './incident-words.ts';
export { default as IncidentIcon } from './IncidentIcon.vue';
export { default as IncidentPicture } from './IncidentPicture.vue';
export { placeWords } from './note-words.ts';
export {
  eventFor,
  othersWord,
  stateFor,
  stateSaid,
  withWord,
  wordOf,
  type OthersWord,
} from './own-word.ts';
export { picturesOf, type Picture } from './pictures.ts';

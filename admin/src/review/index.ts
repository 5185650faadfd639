export { default as AccommodationLines } from './AccommodationLines.vue';
export { choices, decisionOf } from './decision-keys.ts';
export { disregardedIn } from './disregarded.ts';
export { incidentFacts, lookWords } from './incident-words.ts';
export { default as IncidentIcon } from './IncidentIcon.vue';
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
export { default as StudentPanel } from './StudentPanel.vue';

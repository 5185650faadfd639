export { inMirror } from './boxes.ts';
export { Learner } from './learner.ts';
export { act, dotOf, newRun, see, tick, type Act, type Run } from './run.ts';
export { sceneOf } from './scene.ts';
export { DotStage } from './stage.ts';
export {
  backgroundWords,
  failureAdvice,
  interruptedAdvice,
  measuredWords,
  refusalAdvice,
  skippedWords,
  stillHoldsWords,
  type Advice,
} from './words.ts';

export { RetentionSweeper } from './retention-sweeper.ts';

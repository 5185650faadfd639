export { quizPages } from './quiz-pages.ts';
export { seedDemo, type DemoSeed } from './seed.ts';

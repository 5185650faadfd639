export { default as NavigationNotice } from './NavigationNotice.vue';
export { createConsoleRouter } from './router.ts';
export { useSessionEnds } from './session-ends.ts';

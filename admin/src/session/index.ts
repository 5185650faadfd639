export { default as LanguageChoice } from './LanguageChoice.vue';
export { returnPath } from './return-path.ts';
export { onMarkedElsewhere } from './signed-in-mark.ts';
export { useSession, type Presence } from './store.ts';
export { default as UserMenu } from './UserMenu.vue';

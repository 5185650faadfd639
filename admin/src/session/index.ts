export { returnPath } from './return-path.ts';
export { useSession } from './store.ts';
export { default as UserMenu } from './UserMenu.vue';

export { default as StudentPanel } from './StudentPanel.vue';

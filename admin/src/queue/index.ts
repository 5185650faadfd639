export { default as ReviewRoom } from './ReviewRoom.vue';

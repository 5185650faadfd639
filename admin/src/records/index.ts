export { default as DeletionList } from './DeletionList.vue';
export { default as ExamDeletion } from './ExamDeletion.vue';
export { default as StudentRecords } from './StudentRecords.vue';

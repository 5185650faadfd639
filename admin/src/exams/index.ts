export { default as AccessTab } from './access/AccessTab.vue';
export { default as CardSheet } from './access/CardSheet.vue';
export { default as DetailsForm } from './details/DetailsForm.vue';
export { useLeaveQuestion } from './form/unsaved.ts';
export { default as PolicyForm } from './policy/PolicyForm.vue';
export { default as StudentsTab } from './students/StudentsTab.vue';

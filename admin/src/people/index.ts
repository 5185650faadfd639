export { default as InvitationList } from './InvitationList.vue';
export { default as NewAccountForm } from './NewAccountForm.vue';
export { default as PasswordForm } from './PasswordForm.vue';
export { default as SessionList } from './SessionList.vue';
export { default as StaffMembers } from './StaffMembers.vue';
export { roleMeaning, roleName } from './words.ts';

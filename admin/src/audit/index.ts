export { default as AuditFilters } from './AuditFilters.vue';
export { default as AuditList } from './AuditList.vue';
export { default as ChainCheck } from './ChainCheck.vue';
export { default as ExportButton } from './ExportButton.vue';

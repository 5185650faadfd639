export { default as ExamReport } from './ExamReport.vue';
export { default as ReportTable } from './ReportTable.vue';

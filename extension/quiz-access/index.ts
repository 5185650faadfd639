export { askToAllow, isAllowed, settleAccess } from './access.ts';
export { originsOf, sitesOf, type ExamPages } from './origins.ts';

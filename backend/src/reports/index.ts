export { ReportBuilder } from './report-builder.ts';
export { ReportDesk, reportJob, type ReportReady } from './report-desk.ts';
export { attemptReportRoutes, examReportRoutes, type ReportRoutePorts } from './report-routes.ts';
export type { ReportSources } from './report-sources.ts';
export type { ReportStore } from './report-store.ts';
export { ReportSweeper } from './report-sweeper.ts';
export { readPictures } from './pictures.ts';
export { Renderer } from './rendering/renderer.ts';

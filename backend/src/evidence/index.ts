export { EvidenceIntake, type PreparedPicture } from './evidence-intake.ts';
export {
  evidenceRoutes,
  type ClaimDesk,
  type UploadedPicture,
  type Uploader,
} from './evidence-routes.ts';
export type { EvidenceStore } from './evidence-store.ts';
export { PictureLooks } from './picture-looks.ts';
export { pictureOf, pictureRoutes, sendPicture } from './picture-routes.ts';
export {
  reducedGrey,
  statisticsOf,
  type GreyPicture,
  type PictureStatistics,
} from './picture-statistics.ts';

export { fakeRest, problemResponse, type FakeCall } from './fake-rest.ts';
export { FakeLink } from './fake-link.ts';
export {
  contradictionFor,
  detailWith,
  detectorOffFor,
  noteFor,
  pageEventFor,
  pictureFor,
  technicalFor,
  violationFor,
} from './incidents.ts';
export { examForTest, tileFor } from './tiles.ts';
export { mountInWall, type InWall } from './mount-in-wall.ts';

export { actionFor, ana, breakFor, callFor, ina, studentMessageFor } from './actions.ts';
export { fakeRest, problemResponse, type FakeCall } from './fake-rest.ts';
export { FakeLink } from './fake-link.ts';
export { fakeReceiver, fakeVideo } from './fake-receiver.ts';
export {
  contradictionFor,
  detailWith,
  detectorOffFor,
  noteFor,
  pageEventFor,
  pictureFor,
  reviewFor,
  technicalFor,
  violationFor,
} from './incidents.ts';
export { layOut } from './laid-out.ts';
export { examForTest, tileFor } from './tiles.ts';
export { mountInWall, type InWall } from './mount-in-wall.ts';

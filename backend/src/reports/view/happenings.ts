import type { Action, Actor, AttemptReport, AuditEntry } from '@invigil/shared-types';
import { duration } from '../../referee/index.ts';
import type { Block } from './document.ts';
import { sentence, titleOf } from './measured.ts';
import type { Times } from './times.ts';

/** Everything that happened, in its order. */
export function timelineBlock(report: AttemptReport, times: Times): Block {
  const { attempt, incidents, actions, gaps } = report;
  const events: { at: number; order: number; what: string }[] = [];
  const add = (at: number | null, what: string): void => {
    if (at !== null) events.push({ at, order: events.length, what });
  };
  add(attempt.consent?.givenAt ?? null, 'The student agreed to the consent text');
  add(attempt.admittedAt, 'Let in by an invigilator');
  add(attempt.firstJoinedAt, 'The student began');
  for (const [index, incident] of incidents.entries()) {
    add(incident.capturedAt, `${index + 1}. ${titleOf(incident)}`);
  }
  for (const { to, incidentId } of gaps) {
    const incident = incidents.find(({ id }) => id === incidentId);
    if (incident !== undefined) add(to, `Over: ${titleOf(incident)}`);
  }
  for (const action of actions) add(action.at, actionWords(action));
  add(attempt.endedAt, outcomeWords(attempt.outcome));
  const ordered = events.sort((a, b) => a.at - b.at || a.order - b.order);
  return {
    kind: 'table',
    caption: 'Everything that happened, in its order',
    columns: [
      { title: 'Time', share: 0.2 },
      { title: 'What', share: 0.8 },
    ],
    rows: ordered.map(({ at, what }) => [times.time(at), what]),
  };
}

export function gapsBlock({ gaps, incidents }: AttemptReport, times: Times): Block {
  return {
    kind: 'table',
    caption: 'Technical gaps: nobody’s fault, never scored',
    columns: [
      { title: 'From', share: 0.2 },
      { title: 'To', share: 0.2 },
      { title: 'Lasted', share: 0.2 },
      { title: 'What', share: 0.4 },
    ],
    rows: gaps.map(({ from, to, incidentId, type }) => {
      const incident = incidents.find(({ id }) => id === incidentId);
      return [
        times.time(from),
        to === null ? 'the end' : times.time(to),
        to === null ? 'not known' : duration(to - from),
        incident === undefined ? type : titleOf(incident),
      ];
    }),
  };
}

export function actionsBlock({ actions }: AttemptReport, times: Times): Block {
  return {
    kind: 'table',
    caption: 'What was done about the student, and what the student wrote',
    columns: [
      { title: 'Time', share: 0.16 },
      { title: 'Who', share: 0.16 },
      { title: 'What', share: 0.48 },
      { title: 'What became of it', share: 0.2 },
    ],
    rows: actions.map((action) => [
      times.time(action.at),
      actorWords(action.by),
      actionWords(action),
      progressWords(action, times),
    ]),
  };
}

export function auditBlock({ attempt, audit }: AttemptReport, times: Times): Block {
  return {
    kind: 'table',
    caption: `What the audit log says about ${attempt.studentName}`,
    columns: [
      { title: 'No.', share: 0.09, align: 'end' },
      { title: 'Time', share: 0.3 },
      { title: 'Who', share: 0.18 },
      { title: 'What', share: 0.27 },
      { title: 'Fingerprint begins', share: 0.16 },
    ],
    rows: audit.map(({ seq, at, who, what, hash }) => [
      String(seq),
      times.full(at),
      auditorWords(who, attempt),
      stepWords(what),
      hash.slice(0, 12),
    ]),
  };
}

export function outcomeWords(outcome: AttemptReport['attempt']['outcome']): string {
  switch (outcome) {
    case 'submitted':
      return 'Handed in';
    case 'ended':
      return 'Ended by an invigilator';
    case 'expired':
      return 'Ended when the time was over';
    case null:
      return 'Not over';
  }
}

function actionWords({ content }: Action): string {
  switch (content.kind) {
    case 'warn':
      return `Warned: “${content.text}”`;
    case 'message':
      return `Message to the student: “${content.text}”`;
    case 'ask':
      return `Asked for attention: “${content.text}”`;
    case 'pause':
      return `Paused: “${content.reason}”`;
    case 'resume':
      return 'Resumed';
    case 'extend':
      return `${duration(content.extraMs)} more time: “${content.reason}”`;
    case 'end':
      return `Ended the attempt: “${content.reason}”`;
    case 'admit':
      return 'Let the student in';
    case 'second_look':
      return `Called a second pair of eyes${content.reason === null ? '' : `: “${content.reason}”`}`;
    case 'student_message':
      return `The student wrote: “${content.text}”`;
    case 'break_begin':
      return `The student began a break, ${duration(content.leftMs)} were left`;
    case 'break_end':
      return `The student’s break ended after ${duration(content.tookMs)}`;
  }
}

function progressWords({ progress }: Action, times: Times): string {
  switch (progress.state) {
    case 'sent':
      return 'Sent';
    case 'seen':
      return `Seen at ${times.time(progress.seenAt)}`;
    case 'done':
      return `Done at ${times.time(progress.doneAt)}`;
    case 'lapsed':
      return 'The attempt was over before';
  }
}

const actorWords = (actor: Actor): string => (actor.kind === 'staff' ? actor.name : 'The student');

function auditorWords(who: AuditEntry['who'], { studentName }: AttemptReport['attempt']): string {
  switch (who.kind) {
    case 'server':
      return 'The server';
    case 'student':
      return studentName;
    case 'staff':
      return who.name;
  }
}

/** "Incident reviewed": the log's steps are named in words. */
const stepWords = (step: string): string => sentence(step.replaceAll('_', ' '));

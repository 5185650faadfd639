import type { Section } from '../described.ts';
import { attempts } from './attempts.ts';
import { exams } from './exams.ts';
import { people } from './people.ts';
import { records, reports } from './records.ts';
import { server } from './server.ts';
import { students } from './students.ts';
import { webhooks } from './webhooks.ts';

/** Everything that the server answers to, but for pages of HTML. */
export const sections: readonly Section[] = [
  people,
  exams,
  attempts,
  reports,
  records,
  webhooks,
  students,
  server,
];

import { actions } from './actions.ts';
import { audit } from './audit.ts';
import { common } from './common.ts';
import { exams } from './exams.ts';
import { pages } from './pages.ts';
import { people } from './people.ts';
import { policy } from './policy.ts';
import { queue } from './queue.ts';
import { receipt } from './receipt.ts';
import { records } from './records.ts';
import { reports } from './reports.ts';
import { review } from './review.ts';
import { roster } from './roster.ts';
import { streams } from './streams.ts';
import { wall } from './wall.ts';
import { webhooks } from './webhooks.ts';

export default {
  common,
  wall,
  streams,
  review,
  actions,
  pages,
  exams,
  policy,
  roster,
  people,
  webhooks,
  audit,
  records,
  queue,
  reports,
  receipt,
};

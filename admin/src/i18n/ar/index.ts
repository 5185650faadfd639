import type en from '../en/index.ts';
import type { WordsLike } from '../words-like.ts';
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

/*
 * The same word for the same thing: exam امتحان, quiz اختبار, attempt محاولة, student طالب, invigilator
 * مراقب, agent وكيل, incident واقعة, claim بلاغ, evidence دليل, witness الشاهد, wall لوحة المراقبة, tile
 * مربع, score الدرجة, level مستوى, camera كاميرا, video فيديو, still صورة ثابتة, action إجراء, message
 * رسالة, room قاعة, connection اتصال, server خادم.
 */
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
} satisfies WordsLike<typeof en>;

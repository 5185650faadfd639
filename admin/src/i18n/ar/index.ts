import type en from '../en/index.ts';
import type { WordsLike } from '../words-like.ts';
import { actions } from './actions.ts';
import { common } from './common.ts';
import { pages } from './pages.ts';
import { review } from './review.ts';
import { streams } from './streams.ts';
import { wall } from './wall.ts';

/*
 * The same word for the same thing: exam امتحان, quiz اختبار, attempt محاولة, student طالب, invigilator
 * مراقب, agent وكيل, incident واقعة, claim بلاغ, evidence دليل, witness الشاهد, wall لوحة المراقبة, tile
 * مربع, score الدرجة, level مستوى, camera كاميرا, video فيديو, still صورة ثابتة, action إجراء, message
 * رسالة, room قاعة, connection اتصال, server خادم.
 */
export default { common, wall, streams, review, actions, pages } satisfies WordsLike<typeof en>;

import { actions } from './actions.ts';
import { common } from './common.ts';
import { pages } from './pages.ts';
import { review } from './review.ts';
import { streams } from './streams.ts';
import { wall } from './wall.ts';

export default { common, wall, streams, review, actions, pages };

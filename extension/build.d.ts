/** Match patterns of the server that this build belongs to; see `wxt.config.ts`. */
declare const __SERVER_MATCH_PATTERNS__: string[];
/** True where this build knows no quiz pages: the student is asked for the origin of their exam. */
declare const __ASKS_FOR_QUIZ_PAGES__: boolean;

/** Match patterns of the server that this build belongs to; see `wxt.config.ts`. */
declare const __SERVER_MATCH_PATTERNS__: string[];

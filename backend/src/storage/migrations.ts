/**
 * The embedded database's schema, step by step. Step n brings a file from version n to n + 1. A step
 * that was released is never edited: append another.
 *
 * Times are milliseconds since the epoch. `doc` columns hold the whole record as JSON; the columns
 * beside them are what queries look for. No foreign keys between features: each is a store of its own.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE staff (
    id TEXT PRIMARY KEY,
    username TEXT NOT NULL,
    username_key TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL
  ) STRICT;

  CREATE TABLE staff_sessions (
    token_hash TEXT PRIMARY KEY,
    staff_id TEXT NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX staff_sessions_by_expiry ON staff_sessions (expires_at);
  CREATE INDEX staff_sessions_by_staff ON staff_sessions (staff_id);

  CREATE TABLE exams (
    id TEXT PRIMARY KEY,
    opens_at INTEGER NOT NULL,
    doc TEXT NOT NULL
  ) STRICT;
  CREATE INDEX exams_by_opening ON exams (opens_at DESC, id);

  CREATE TABLE attempts (
    id TEXT PRIMARY KEY,
    code_hash TEXT NOT NULL UNIQUE,
    exam_id TEXT NOT NULL,
    student_name TEXT NOT NULL,
    state TEXT NOT NULL,
    consent TEXT,
    first_joined_at INTEGER,
    ended_at INTEGER
  ) STRICT;
  CREATE INDEX attempts_by_exam ON attempts (exam_id);

  CREATE TABLE incidents (
    id TEXT PRIMARY KEY,
    attempt_id TEXT NOT NULL,
    exam_id TEXT NOT NULL,
    type TEXT NOT NULL,
    captured_at INTEGER NOT NULL,
    evidence_id TEXT NOT NULL,
    doc TEXT NOT NULL
  ) STRICT;
  CREATE INDEX incidents_by_attempt ON incidents (attempt_id, captured_at DESC, id DESC);
  CREATE INDEX incidents_by_exam ON incidents (exam_id, attempt_id, captured_at DESC, id DESC);
  CREATE INDEX incidents_by_evidence ON incidents (evidence_id);
  `,

  // Incidents of several kinds, each with none, one or several pictures. All that were there are
  // violations; their suppression times are those of the catalogue under which they were admitted.
  `
  ALTER TABLE incidents ADD COLUMN evidence_ids TEXT NOT NULL DEFAULT '[]';
  UPDATE incidents SET
    evidence_ids = json_array(evidence_id),
    doc = json_set(
      doc,
      '$.kind', 'violation',
      '$.policyVersion', 1,
      '$.review', json_object('state', 'open', 'staffId', NULL, 'at', NULL),
      '$.witness', json_object('state', 'missing', 'reason', 'not_taken'),
      '$.ttlMs', CASE type
        WHEN 'multiple_faces' THEN 45000
        WHEN 'no_face' THEN 30000
        WHEN 'camera_blackout' THEN 15000
        WHEN 'head_turned' THEN 20000
      END
    );
  DROP INDEX incidents_by_evidence;
  ALTER TABLE incidents DROP COLUMN evidence_id;
  ALTER TABLE incidents DROP COLUMN type;

  CREATE TABLE frame_events (
    id TEXT PRIMARY KEY,
    attempt_id TEXT NOT NULL,
    exam_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    doc TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX frame_events_by_attempt ON frame_events (attempt_id, at, id);
  CREATE INDEX frame_events_by_exam ON frame_events (exam_id);
  CREATE INDEX frame_events_by_time ON frame_events (at);

  CREATE TABLE exam_policies (
    exam_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (exam_id, version)
  ) STRICT, WITHOUT ROWID;
  `,

  // Rooms, pauses and extra time; what invigilators do; the audit log.
  `
  ALTER TABLE attempts ADD COLUMN room TEXT;
  ALTER TABLE attempts ADD COLUMN paused_at INTEGER;
  ALTER TABLE attempts ADD COLUMN extra_time_ms INTEGER NOT NULL DEFAULT 0;

  CREATE TABLE actions (
    id TEXT PRIMARY KEY,
    attempt_id TEXT NOT NULL,
    exam_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    state TEXT NOT NULL,
    doc TEXT NOT NULL
  ) STRICT;
  CREATE INDEX actions_by_attempt ON actions (attempt_id, at, id);
  CREATE INDEX actions_by_exam ON actions (exam_id, at, id);

  CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,
    exam_id TEXT,
    doc TEXT NOT NULL,
    particulars TEXT
  ) STRICT;
  CREATE INDEX audit_by_exam ON audit (exam_id, seq);
  `,
];

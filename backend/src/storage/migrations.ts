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

  // The whole life of an exam: people with roles, exams that are edited, jobs, reports, what is deleted.
  `
  -- People: whoever had an account could do everything. Sessions lack what a list shows of them: all end.
  ALTER TABLE staff ADD COLUMN role TEXT NOT NULL DEFAULT 'owner';
  ALTER TABLE staff ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE staff ADD COLUMN last_signed_in_at INTEGER;
  UPDATE staff SET created_at = unixepoch() * 1000;

  DROP TABLE staff_sessions;
  CREATE TABLE staff_sessions (
    id TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    staff_id TEXT NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    user_agent TEXT
  ) STRICT;
  CREATE INDEX staff_sessions_by_expiry ON staff_sessions (expires_at);
  CREATE INDEX staff_sessions_by_staff ON staff_sessions (staff_id);

  CREATE TABLE staff_invitations (
    id TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    note TEXT NOT NULL,
    invited_by TEXT NOT NULL,
    invited_by_name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT;
  -- Jobs: \`due_at\` is when one is to run; of one that runs, when its lease is over; null once it was given up.
  CREATE TABLE jobs (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    state TEXT NOT NULL,
    payload TEXT NOT NULL,
    attempt INTEGER NOT NULL DEFAULT 0,
    due_at INTEGER,
    lease_id TEXT,
    next_payload TEXT,
    next_run_at INTEGER,
    reason TEXT,
    failed_at INTEGER,
    PRIMARY KEY (kind, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX jobs_by_due ON jobs (kind, due_at);

  -- Webhooks and what they were sent.
  CREATE TABLE webhooks (
    id TEXT PRIMARY KEY,
    created_at INTEGER NOT NULL,
    secret TEXT NOT NULL,
    doc TEXT NOT NULL
  ) STRICT;

  CREATE TABLE webhook_deliveries (
    id TEXT PRIMARY KEY,
    webhook_id TEXT NOT NULL,
    exam_id TEXT NOT NULL,
    attempt_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    next_try_at INTEGER,
    doc TEXT NOT NULL
  ) STRICT;
  CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook_id, created_at DESC, id DESC);
  CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (created_at) WHERE state = 'waiting';
  CREATE INDEX webhook_deliveries_by_time ON webhook_deliveries (created_at);
  CREATE INDEX webhook_deliveries_by_attempt ON webhook_deliveries (attempt_id);
  CREATE INDEX webhook_deliveries_by_exam ON webhook_deliveries (exam_id);

  -- Attempts: what the school calls a student, how a sitting ended, who was let in, system checks.
  ALTER TABLE attempts ADD COLUMN student_number TEXT;
  ALTER TABLE attempts ADD COLUMN outcome TEXT;
  ALTER TABLE attempts ADD COLUMN admitted_at INTEGER;
  ALTER TABLE attempts ADD COLUMN system_check TEXT;
  UPDATE attempts SET outcome = state WHERE state IN ('submitted', 'ended');
  CREATE INDEX attempts_unfinished ON attempts (exam_id) WHERE outcome IS NULL;

  -- Exams are found by the code of their link.
  ALTER TABLE exams ADD COLUMN join_code TEXT;
  CREATE UNIQUE INDEX exams_by_join_code ON exams (join_code);

  -- The roster: beside each attempt, what only the exam's admins and the student's way in need. Links that
  -- were given out before have no generation: nobody can make them again.
  CREATE TABLE roster (
    attempt_id TEXT PRIMARY KEY,
    exam_id TEXT NOT NULL,
    name_key TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    number_key TEXT,
    email TEXT,
    generation INTEGER NOT NULL,
    code_used_at INTEGER,
    mailed_at INTEGER
  ) STRICT;
  CREATE UNIQUE INDEX roster_by_number ON roster (exam_id, number_key);
  CREATE INDEX roster_by_name ON roster (exam_id, sort_key, attempt_id);
  INSERT INTO roster (attempt_id, exam_id, name_key, sort_key, generation)
    SELECT id, exam_id, lower(student_name), substr(lower(student_name), 1, 40), 0 FROM attempts;

  -- Reports: the newest of each attempt. It is outdated where more changes were noted than it was made of.
  CREATE TABLE reports (
    attempt_id TEXT PRIMARY KEY,
    exam_id TEXT NOT NULL,
    built_at INTEGER NOT NULL,
    sources TEXT NOT NULL,
    changes INTEGER NOT NULL,
    read_changes INTEGER NOT NULL,
    doc TEXT NOT NULL
  ) STRICT;
  CREATE INDEX reports_by_exam ON reports (exam_id);
  -- They quote what the audit log says about one attempt.
  CREATE INDEX audit_by_attempt ON audit (json_extract(doc, '$.attemptId'), seq);

  -- Appeals: what students say about incidents, one for each.
  CREATE TABLE appeals (
    id TEXT PRIMARY KEY,
    incident_id TEXT NOT NULL UNIQUE,
    attempt_id TEXT NOT NULL,
    exam_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    answered INTEGER NOT NULL,
    doc TEXT NOT NULL
  ) STRICT;
  CREATE INDEX appeals_by_attempt ON appeals (attempt_id, at DESC, id DESC);
  CREATE INDEX appeals_by_exam ON appeals (exam_id, at DESC, id DESC);

  -- What reviewing took, by person and attempt, added up.
  CREATE TABLE review_efforts (
    attempt_id TEXT NOT NULL,
    staff_id TEXT NOT NULL,
    exam_id TEXT NOT NULL,
    keystrokes INTEGER NOT NULL,
    active_ms INTEGER NOT NULL,
    PRIMARY KEY (attempt_id, staff_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX review_efforts_by_exam ON review_efforts (exam_id);

  -- Attempts of which nothing may be deleted.
  CREATE TABLE legal_holds (
    attempt_id TEXT PRIMARY KEY,
    exam_id TEXT NOT NULL,
    doc TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX legal_holds_by_exam ON legal_holds (exam_id);

  -- What was deleted: figures. One that was begun and is not finished is to be gone on with.
  CREATE TABLE deletions (
    id TEXT PRIMARY KEY,
    exam_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    finished INTEGER NOT NULL,
    doc TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX deletions_by_exam ON deletions (exam_id, at DESC, id DESC) WHERE finished = 1;
  CREATE INDEX deletions_unfinished ON deletions (at, id) WHERE finished = 0;
  `,
];

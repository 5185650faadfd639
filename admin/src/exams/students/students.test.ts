import { defaultPolicy, type Accommodation } from '@invigil/shared-types';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { config } from '../../config.ts';
import { problemResponse } from '../../testing/index.ts';
import { entryFor } from '../testing/entries.ts';
import { openExamConsole, settle, wordsOf, type ExamConsole } from '../testing/exam-console.ts';
import { examServer, type ExamServer } from '../testing/exam-server.ts';
import { isNothing, modeOf, ruleIn, withRule } from './accommodation-draft.ts';
import { accommodationWords, emptyAccommodation, ruleEffect } from './roster-words.ts';

const granted: Accommodation = {
  violations: {
    gaze_away: { off: true, thresholdFactor: 1, heldForFactor: 1 },
    head_turned: { off: false, thresholdFactor: 1.5, heldForFactor: 2 },
  },
  extraTimeMs: 1_800_000,
  breakMs: 600_000,
  reason: 'Nystagmus',
  granted: { byStaffId: 's1', byName: 'ada', at: Date.UTC(2026, 10, 1, 9) },
};

describe('an accommodation', () => {
  it('is told in short', () => {
    expect(accommodationWords(granted)).toEqual([
      'Extra time 30 min',
      'Breaks 10 min',
      'Head turned away: milder',
      'Eyes away from the screen: not looked for',
    ]);
  });

  it('is told by what it does', () => {
    const effect = (type: 'head_turned' | 'gaze_away' | 'no_face', changes = granted) =>
      ruleEffect(type, changes, defaultPolicy);
    expect(effect('head_turned')).toBe(
      'counts after 6 s instead of 3 s · threshold 1.5 times as far',
    );
    expect(effect('gaze_away')).toBe('Not looked for');
    expect(effect('no_face')).toBe('As for everybody');
    // Never milder than a policy may be.
    const { no_face } = defaultPolicy.violations;
    const mild = {
      ...defaultPolicy,
      violations: { ...defaultPolicy.violations, no_face: { ...no_face, heldForMs: 12_000 } },
    };
    const longer = {
      violations: { no_face: { off: false, thresholdFactor: 1, heldForFactor: 4 } },
    };
    expect(ruleEffect('no_face', longer, mild)).toBe('As for everybody');
  });

  it('is nothing where nothing is different', () => {
    expect(isNothing(emptyAccommodation)).toBe(true);
    expect(isNothing(granted)).toBe(false);
    const same = { off: false, thresholdFactor: 1, heldForFactor: 1 };
    expect(isNothing({ ...emptyAccommodation, violations: { no_face: same } })).toBe(true);
  });

  it('has one mode for each detector', () => {
    for (const mode of ['as_everybody', 'milder', 'off'] as const) {
      expect(modeOf(ruleIn(mode))).toBe(mode);
    }
    expect(withRule(granted, 'gaze_away', undefined)).toEqual({
      head_turned: granted.violations.head_turned,
    });
  });
});

describe('the students’ page', () => {
  let server: ExamServer;
  let page: ExamConsole;

  beforeEach(() => {
    server = examServer();
    server.entries = [
      entryFor('1', { studentName: 'Okafor, Ada', check: { at: 1, passed: true, failed: [] } }),
      entryFor('2', {
        studentName: 'Ruiz, M.',
        email: 'm@x.edu',
        room: 'Hall A',
        check: { at: 1, passed: false, failed: ['camera', 'media'] },
        accommodation: granted,
      }),
      entryFor('3', { studentName: 'Vega, Luz', state: 'in_progress' }),
    ];
  });
  afterEach(() => {
    page.close();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
    vi.useRealTimers();
  });
  const open = async () => (page = await openExamConsole('/exams/physics/settings/students'));
  const rows = () => page.all('[data-testid="student"]').map(wordsOf);
  const act = async (row: number, deed: string) => {
    const trigger = page.all('[data-testid="student"] button')[row];
    trigger?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    await settle();
    await page.click(`student-${deed}`);
  };
  const offered = async (row: number) => {
    const trigger = page.all('[data-testid="student"] button')[row];
    trigger?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    await settle();
    return page.all('[role="menuitem"]').map(({ dataset }) => dataset['testid']);
  };

  it('lists them with what is known of each', async () => {
    await open();
    expect(page.text('roster-figures')).toBe('3 on the roster, 1 ready');
    expect(rows()[0]).toContain('Okafor, Ada 1 Passed Invited');
    expect(rows()[1]).toContain('m@x.edu · Hall A Failed : camera, video path Invited');
    expect(rows()[1]).toContain('Extra time 30 min');
    expect(rows()[2]).toContain('None yet In progress');
  });

  it('offers only what is possible with a student', async () => {
    await open();
    expect(await offered(2)).toEqual(['student-edit', 'student-accommodate', 'student-renew']);
  });

  it('is searched by what is typed, once it stops', async () => {
    await open();
    vi.useFakeTimers();
    await page.type('roster-search', 'ru');
    await page.type('roster-search', 'ruiz');
    await vi.advanceTimersByTimeAsync(config.exams.searchDelayMs);
    await settle();
    expect(rows()).toHaveLength(1);
    expect(page.text('roster-figures')).toBe('1 found');
    const searched = server.calls.filter(({ path }) => path.includes('search='));
    expect(searched.map(({ path }) => path)).toEqual([
      `/api/exams/physics/roster?limit=${config.exams.rosterPage}&search=ruiz`,
    ]);
  });

  it('adds one, and says at the field what is wrong', async () => {
    server.answers.set('POST /api/exams/physics/roster/students', entryFor('9'));
    await open();
    await page.click('add-student');
    await page.type('studentName', 'Sato, K.');
    await page.type('email', 'no address');
    await page.click('student-save');
    expect(page.text('student-dialog')).toContain('This is not an e-mail address.');
    expect(page.text('student-dialog')).toContain('A number of 60 characters');
    await page.type('studentNumber', '9');
    await page.type('email', '');
    await page.click('student-save');
    expect(server.sent('POST', '/api/exams/physics/roster/students')).toEqual([
      { studentNumber: '9', studentName: 'Sato, K.', email: null, room: null },
    ]);
    expect(page.all('[data-testid="student-dialog"]')).toEqual([]);
  });

  it('grants an accommodation with its reason, and tells who did', async () => {
    server.answers.set(
      'PUT /api/attempts/attempt-1/accommodation',
      entryFor('1', { studentName: 'Okafor, Ada', accommodation: granted }),
    );
    await open();
    await act(0, 'accommodate');
    await page.click('accommodation-save');
    expect(page.text('accommodation')).toContain('Nothing is different yet.');
    const [select] = page.all('[data-type="gaze_away"] select');
    await page.type(select ?? '', 'off');
    expect(page.all('[data-type="gaze_away"]')[0]?.textContent).toContain('Not looked for');
    await page.click('accommodation-save');
    expect(page.text('accommodation')).toContain('Please say why.');
    await page.type('reason', 'Nystagmus');
    await page.click('accommodation-save');
    expect(server.sent('PUT', '/api/attempts/attempt-1/accommodation')).toEqual([
      {
        accommodation: {
          violations: { gaze_away: { off: true, thresholdFactor: 1, heldForFactor: 1 } },
          extraTimeMs: 0,
          breakMs: 0,
          reason: 'Nystagmus',
        },
      },
    ]);
    expect(rows()[0]).toContain('Extra time 30 min');
    await act(1, 'accommodate');
    expect(page.text('accommodation')).toContain('Granted by ada');
  });

  it('takes one off only after a question, and says why not', async () => {
    server.answers.set(
      'DELETE /api/exams/physics/roster/students/attempt-1',
      problemResponse(409, 'student_begun', 'Begun.'),
    );
    await open();
    await act(0, 'remove');
    expect(server.sent('DELETE', '/api/exams/physics/roster/students/attempt-1')).toEqual([]);
    await page.click('confirm-yes');
    expect(page.text('confirm')).toContain('has begun and cannot be taken off');
    server.answers.clear();
    server.answers.set('DELETE /api/exams/physics/roster/students/attempt-1', {});
    await page.click('confirm-yes');
    expect(page.all('[data-testid="confirm"]')).toEqual([]);
  });

  it('gives one student a new code and shows it', async () => {
    server.answers.set('POST /api/attempts/attempt-1/access', server.entries[0] ?? {});
    server.answers.set('GET /api/exams/physics/cards', {
      joinUrl: 'https://exams.school.edu/join/ABCD2345',
      cards: [
        {
          attemptId: 'attempt-1',
          studentName: 'Okafor, Ada',
          studentNumber: '1',
          room: null,
          code: 'K7QM-2222',
        },
      ],
    });
    await open();
    await act(0, 'renew');
    expect(page.text('new-code')).toContain('stop working at once');
    await page.click('renew');
    const shown = page.all('[data-testid="new-code"] input');
    expect(shown.map((input) => (input instanceof HTMLInputElement ? input.value : ''))).toEqual([
      'https://exams.school.edu/join/ABCD2345',
      'K7QM-2222',
    ]);
  });

  it('that nobody is on says what to do', async () => {
    server.entries = [];
    await open();
    expect(page.wrapper.text()).toContain('No students yet');
  });
});

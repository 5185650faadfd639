import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { problemResponse } from '../../testing/index.ts';
import { entryFor } from '../testing/entries.ts';
import { openExamConsole, settle, wordsOf, type ExamConsole } from '../testing/exam-console.ts';
import { examServer, type ExamServer } from '../testing/exam-server.ts';
import { importLifecycle, type ImportEvent, type ImportPhase } from './importing.ts';

describe('the way of an import', () => {
  const expected: Readonly<Record<ImportPhase, Partial<Record<ImportEvent, ImportPhase>>>> = {
    choosing: { file: 'reading', start_over: 'choosing' },
    reading: { read: 'checked', unreadable: 'choosing', start_over: 'choosing' },
    checked: { file: 'reading', send: 'sending', start_over: 'choosing' },
    sending: { sent: 'done', refused: 'checked' },
    done: { start_over: 'choosing' },
  };
  const cases = importLifecycle.states.flatMap((state) =>
    importLifecycle.events.map((event) => [state, event, expected[state][event]] as const),
  );

  it.each(cases)('%s + %s → %s', (state, event, target) => {
    const transition = importLifecycle.next(state, event);
    expect(transition.moved ? transition.state : undefined).toBe(target);
  });
});

describe('the import of a roster', () => {
  let server: ExamServer;
  let page: ExamConsole;

  beforeEach(async () => {
    server = examServer();
    server.entries = [
      entryFor('1', { studentName: 'Vega, Luz', email: 'old@x.edu' }),
      entryFor('8', { studentName: 'Kaya, D.' }),
      entryFor('9', { studentName: 'Chen, W.', state: 'submitted' }),
    ];
    page = await openExamConsole('/exams/physics/settings/students');
    await page.click('import');
  });
  afterEach(() => {
    page.close();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });

  async function drop(content: string): Promise<void> {
    const event = new Event('drop', { bubbles: true, cancelable: true });
    Object.assign(event, { dataTransfer: { files: [new File([content], 'list.csv')] } });
    page.one('file-drop').dispatchEvent(event);
    await vi.waitFor(() => {
      if (page.all('[data-testid="plan"] li, [data-testid="file-problem"]').length === 0) {
        const obstacle = page.all('[data-testid="obstacle"]')[0]?.textContent ?? '';
        expect(obstacle).toContain('columns');
      }
    });
    await settle();
  }
  const figure = (name: string) =>
    page.all(`[data-figure="${name}"]`)[0]?.textContent.trim().split(' ')[0];
  const lines = () => page.all('[data-testid="line-problem"]').map(wordsOf);
  const sent = () => server.sent('POST', '/api/exams/physics/roster');

  it('says what would happen before it does, for both ways', async () => {
    await drop('Nummer;Name\n1;Vega, Luz\n2;Okafor, Ada\n');
    expect([figure('added'), figure('unchanged'), figure('removed')]).toEqual(['1', '1', '0']);
    await page.click(page.all('[data-testid="import-dialog"] input[value="replace"]')[0] ?? '');
    expect([figure('removed'), figure('kept')]).toEqual(['1', '1']);
    expect(sent()).toEqual([]);
    await page.click('import-send');
    // The file knows no addresses: the one that is there stays.
    expect(sent()).toEqual([
      {
        mode: 'replace',
        rows: [
          { studentNumber: '1', studentName: 'Vega, Luz', email: 'old@x.edu', room: null },
          { studentNumber: '2', studentName: 'Okafor, Ada', email: null, room: null },
        ],
      },
    ]);
    expect(page.text('import-done')).toContain('2 added');
  });

  it('sends only good lines, and only where somebody says so', async () => {
    await drop('Number,Name,E-mail\n2,Okafor,nope\n3,Sato,s@x.edu\n,Ruiz,\n');
    expect(lines()).toEqual([
      'Line 2 Not an e-mail address: nope',
      'Line 4 There is no student number.',
    ]);
    await page.click('import-send');
    expect(sent()).toEqual([]);
    expect(page.text('obstacle')).toContain('leave the wrong lines out');
    await page.click('only-good');
    await page.click('import-send');
    expect(sent()).toMatchObject([{ rows: [{ studentNumber: '3' }] }]);
  });

  it('adds the rooms that the exam lacks, whoever saves the exam meanwhile', async () => {
    await drop('Number,Name,Room\n2,Okafor,Hall B\n3,Sato,hall a\n');
    expect(lines()).toEqual(['Line 2 The exam has no such room: Hall B']);
    await page.click('add-rooms');
    await vi.waitFor(() => expect(lines()).toEqual([]));
    server.change({ contact: 'Somebody else' });
    await page.click('import-send');
    await vi.waitFor(() => expect(sent()).toHaveLength(1));
    expect(server.detail.exam).toMatchObject({
      rooms: ['Hall A', 'Hall B'],
      contact: 'Somebody else',
    });
    expect(sent()).toMatchObject([{ rows: [{ room: 'Hall B' }, { room: 'Hall A' }] }]);
  });

  it('goes by what a person says the columns are', async () => {
    await drop('x,y\ntwo,Okafor\nthree,Sato\n');
    const selects = page.all('[data-testid="preview"] select');
    expect(page.text('import-dialog')).toContain('are needed');
    await page.type(selects[0] ?? '', 'studentNumber');
    await page.type(selects[1] ?? '', 'studentName');
    await vi.waitFor(() => expect(figure('added')).toBe('3'));
    const [headed] = page.all('[data-testid="import-dialog"] input[type="checkbox"]');
    await page.click(headed ?? '');
    await vi.waitFor(() => expect(figure('added')).toBe('2'));
  });

  it('says what is wrong with a file, and takes another', async () => {
    await drop('PK\u0003\u0004');
    expect(page.text('file-problem')).toContain('save it as CSV');
    await drop('Number,Name\n2,Okafor\n');
    expect(figure('added')).toBe('1');
  });

  it('that the server refuses can be tried again', async () => {
    server.answers.set(
      'POST /api/exams/physics/roster',
      problemResponse(503, 'storage_unavailable', 'Later.'),
    );
    await drop('Number,Name\n2,Okafor\n');
    await page.click('import-send');
    expect(page.text('import-dialog')).toContain('cannot store this right now');
    server.answers.clear();
    await page.click('import-send');
    expect(page.text('import-done')).toContain('1 added');
  });
});

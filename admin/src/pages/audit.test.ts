import { auditedSteps, type AuditEntry } from '@invigil/shared-types';
import { DOMWrapper, flushPromises } from '@vue/test-utils';
import { describe, expect, it, vi } from 'vitest';
import type { FakeCall } from '../testing/index.ts';
import { openConsole, refusal, type Answers } from './testing/console.ts';

const page = new DOMWrapper(document.body);
const at = Date.UTC(2026, 10, 20, 8, 0, 7);
const entry = (seq: number, more: Partial<AuditEntry> = {}): AuditEntry => ({
  ...{ seq, at, who: { kind: 'staff', staffId: 's2', name: 'ben' }, what: 'signed_in' },
  ...{ examId: null, attemptId: null, particulars: { detail: {}, salt: '' } },
  ...{ particularsHash: '0'.repeat(64), prev: '0'.repeat(64), hash: '0'.repeat(64) },
  ...more,
});
const roleChanged = entry(3, {
  what: 'role_changed',
  particulars: {
    detail: {
      staffId: 's3',
      name: '<b>cleo</b>',
      from: 'reviewer',
      to: 'admin',
      opensAt: at,
      odd: [1],
    },
    salt: 'x',
  },
});
const physics = {
  ...{ id: 'physics', title: 'Physics I', opensAt: at, closesAt: at + 1, timeZone: 'Asia/Tokyo' },
  ...{ invited: 0, here: 0 },
};
const queryOf = ({ path }: FakeCall) => new URLSearchParams(path.replace(/^[^?]*/, ''));

async function open(path: string, answers: Answers) {
  const console = await openConsole(path, {
    'GET /api/exams': { exams: [physics] },
    'GET /api/staff': { staff: [], invitations: [] },
    ...answers,
  });
  await expect.poll(() => console.find('audit-filters').exists()).toBe(true);
  await flushPromises();
  return console;
}
const list = 'GET /api/audit';

describe('the audit log', () => {
  it('says who did what, newest first, with its particulars in words', async () => {
    const { all, calls } = await open('/audit', {
      [list]: {
        entries: [roleChanged, entry(2), entry(1, { particulars: null })],
        students: {},
        next: null,
      },
    });
    const items = all('audit-entry');
    expect(items.map((item) => item.attributes('data-seq'))).toEqual(['3', '2', '1']);
    expect(items[0]?.text()).toContain('ben changed somebody’s role');
    const rows = items[0]?.findAll('dd').map((row) => row.text());
    expect(rows).toContain('<b>cleo</b>');
    expect(rows).toContain('Reviewer');
    expect(rows).toContain('Admin');
    expect(items[2]?.text()).toContain('The particulars were erased');
    const asked = calls.find(({ path }) => path.startsWith('/api/audit'));
    expect(asked?.path).toBe('/api/audit?order=newest&limit=50');
  });

  it('of one exam names it, and has its time zone', async () => {
    const { text, at: address } = await open('/exams/physics/audit', {
      'GET /api/exams/physics/audit': {
        entries: [entry(1, { examId: 'physics' })],
        students: {},
        next: null,
      },
    });
    expect(page.get('h1').text()).toMatch(/^Physics I\s+Audit log$/);
    expect(document.title).toBe('Audit log: Physics I – Invigil');
    expect(text()).toContain('17:00:07');
    expect(address()).toBe('/exams/physics/audit');
  });

  it('names the exam of each entry where it is about all', async () => {
    const { all } = await open('/audit', {
      [list]: {
        entries: [entry(2, { examId: 'physics' }), entry(1, { examId: 'gone' })],
        students: {},
        next: null,
      },
    });
    const [first, second] = all('audit-entry').map((item) => item.text());
    expect(first).toContain('Physics I');
    expect(second).toContain('An exam that is not there any more');
  });

  it('is read on behind what is there, and names students as they are on the roster', async () => {
    const about = (seq: number, attemptId: string) => entry(seq, { examId: 'physics', attemptId });
    const vega = { name: '<i>Vega</i>, Luz', number: 'D-4' };
    const { click, all } = await open('/audit', {
      [list]: (call) =>
        queryOf(call).get('after') === '2'
          ? { entries: [about(1, 'a-vega')], students: { 'a-vega': vega }, next: null }
          : {
              entries: [about(3, 'a-erased'), about(2, 'a-okafor')],
              students: { 'a-okafor': { name: 'Okafor, Ada', number: null } },
              next: 2,
            },
    });
    await click('more');
    const items = all('audit-entry');
    expect(items.map((item) => item.attributes('data-seq'))).toEqual(['3', '2', '1']);
    expect(items.map((item) => item.find('[data-testid="audit-student"]').exists())).toEqual([
      false,
      true,
      true,
    ]);
    expect(items[1]?.get('[data-testid="audit-student"]').text()).toBe('Okafor, Ada');
    expect(items[2]?.get('[data-testid="audit-student"]').text()).toMatch(
      /^<i>Vega<\/i>, Luz\s*D-4$/,
    );
    expect(items.map((item) => /a-(erased|okafor|vega)/.exec(item.text())?.[0])).toEqual([
      'a-erased',
      undefined,
      undefined,
    ]);
  });

  it('is filtered by step and person, and keeps that in the address', async () => {
    const { calls, at: address } = await open('/audit', {
      [list]: { entries: [entry(1)], students: {}, next: null },
    });
    const steps = page.get('[name="what"]').findAll('option');
    expect(steps).toHaveLength(auditedSteps.length + 1);
    expect(steps.map((step) => step.text())).toContain('Somebody looked at a picture');
    await page.get('[name="what"]').setValue('picture_viewed');
    await flushPromises();
    // Met on the way: nobody of this name is among the staff.
    await page.get('[name="who"]').setValue('s2');
    await flushPromises();
    expect(address()).toBe('/audit?what=picture_viewed&staffId=s2');
    const asked = calls.findLast(({ path }) => path.startsWith('/api/audit'));
    expect(asked && queryOf(asked).get('what')).toBe('picture_viewed');
    expect(asked && queryOf(asked).get('staffId')).toBe('s2');
  });

  it.each([
    ['/audit', 'Nothing is on record'],
    ['/audit?what=staff_removed', 'Nothing on record fits this filter.'],
  ])('without entries says so: %s', async (path, words) => {
    const { text } = await open(path, { [list]: { entries: [], students: {}, next: null } });
    expect(text()).toContain(words);
  });

  it('takes nothing from the address that it does not know', async () => {
    const { calls } = await open('/audit?what=guessed&staffId=%24', {
      [list]: { entries: [], students: {}, next: null },
    });
    const asked = calls.find(({ path }) => path.startsWith('/api/audit'));
    expect(asked?.path).toBe('/api/audit?order=newest&limit=50');
  });
});

describe('the chain of the audit log', () => {
  const check = 'GET /api/audit/verification';
  it.each([
    [{ entries: 1_204, brokenAt: null }, 'all 1,204 entries are as they were written'],
    [{ entries: 17, brokenAt: 17 }, 'Entry no. 17 is not as it was written'],
    [refusal(503, 'storage_unavailable'), 'The server cannot store this right now'],
  ])('is said to be as the server found it: %o', async (answer, words) => {
    const { click, find, calls } = await open('/audit', {
      [list]: { entries: [], students: {}, next: null },
      [check]: answer,
    });
    expect(calls.some(({ path }) => path.endsWith('verification'))).toBe(false);
    await click('check-chain');
    expect(find('chain').text()).toContain(words);
  });
});

describe('the file of the audit log', () => {
  it('has every entry that the filter lets through, and no formula', async () => {
    const { click } = await open('/audit?what=role_changed', {
      [list]: (call) => {
        if (queryOf(call).get('limit') === '50') return { entries: [], students: {}, next: null };
        return queryOf(call).get('after') === '3'
          ? { entries: [entry(1)], students: {}, next: null }
          : {
              entries: [{ ...roleChanged, who: { ...roleChanged.who, name: '=cmd|x' } }],
              students: {},
              next: 3,
            };
      },
    });
    const blobs: Blob[] = [];
    const { createObjectURL, revokeObjectURL } = URL;
    URL.createObjectURL = (blob) => {
      if (blob instanceof Blob) blobs.push(blob);
      return 'blob:x';
    };
    URL.revokeObjectURL = () => {};
    const followed = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue();
    try {
      await click('export-audit');
      await expect.poll(() => followed).toHaveBeenCalledOnce();
    } finally {
      Object.assign(URL, { createObjectURL, revokeObjectURL });
      followed.mockRestore();
    }
    const [file] = blobs;
    const bytes = new Uint8Array((await file?.arrayBuffer()) ?? []);
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const lines = new TextDecoder().decode(bytes).trim().split('\r\n');
    expect(lines[0]).toBe('number,at,who,step,sentence,exam,attempt,particulars,hash');
    expect(lines[1]).toMatch(/^3,2026-11-20T08:00:07\.000Z,"?'=cmd\|x/);
    expect(lines).toHaveLength(3);
  });
});

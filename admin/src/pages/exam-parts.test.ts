import { roles, type Role } from '@invigil/shared-types';
import { DOMWrapper, flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { openConsole } from './testing/console.ts';

const page = new DOMWrapper(document.body);
const somebody = (role: Role) => ({ id: 's1', username: 'ada', role });
const ways = () => page.findAll('[data-testid^="part-"]');
const names = () => ways().map((way) => way.attributes('data-testid')?.replace('part-', ''));
const marked = () =>
  ways()
    .filter((way) => way.attributes('aria-current') !== undefined)
    .map((way) => [way.text(), way.attributes('aria-current')]);

describe('the ways to an exam’s parts', () => {
  it.each(roles)('are those that the role %s goes, with one back to all exams', async (role) => {
    await openConsole('/exams/e1/review', {}, somebody(role));
    await expect.poll(() => ways().length).toBeGreaterThan(0);
    const all = ['wall', 'review', 'reports', 'settings', 'records', 'audit'];
    const allowed: Record<Role, string[]> = {
      owner: all,
      admin: all,
      invigilator: ['wall', 'review'],
      reviewer: ['review', 'reports'],
    };
    expect(names()).toEqual(allowed[role]);
    expect(page.get('[data-testid="all-exams"]').attributes('href')).toBe('/exams');
  });

  it.each([
    ['/exams/e1/review', 'Review', 'page'],
    ['/exams/e1/reports', 'Reports', 'page'],
    ['/exams/e1/settings', 'Settings', 'page'],
    ['/exams/e1/settings/students', 'Settings', 'page'],
    ['/exams/e1/cards', 'Settings', 'true'],
    ['/exams/e1/records', 'Records', 'page'],
    ['/exams/e1/audit', 'Audit log', 'page'],
  ])('mark where one is: %s', async (path, name, current) => {
    await openConsole(path, {});
    await expect.poll(marked).toEqual([[name, current]]);
    expect(page.get('h1').text()).toContain(name);
  });

  it('are in a menu on the wall, which a key opens', async () => {
    const { find, router } = await openConsole('/exams/e1/wall', {});
    await expect.poll(() => find('exam-menu').exists()).toBe(true);
    expect(find('exam-menu').text()).toContain('Wall');
    expect(names()).toEqual([]);
    await find('exam-menu').trigger('keydown', { key: 'Enter' });
    await expect.poll(marked).toEqual([['Wall', 'page']]);
    expect(names()).toEqual(['wall', 'review', 'reports', 'settings', 'records', 'audit']);
    await find('part-reports').trigger('click');
    await expect.poll(() => router.currentRoute.value.name).toBe('exam-reports');
  });

  it('keep the exam’s title from one part to the next', async () => {
    const { router } = await openConsole('/exams/e2/audit', {
      'GET /api/exams': {
        exams: [
          {
            ...{ id: 'e2', title: 'Greek', opensAt: 0, closesAt: 1, timeZone: 'UTC' },
            ...{ invited: 0, here: 0 },
          },
        ],
      },
    });
    await expect.poll(() => page.get('h1').text()).toMatch(/^Greek\s+Audit log$/);
    await router.push('/exams/e2/records');
    await flushPromises();
    expect(page.get('h1').text()).toMatch(/^Greek\s+Records$/);
    expect(document.title).toBe('Records: Greek – Invigil');
  });
});

it('leads an invigilator back from their own account', async () => {
  await openConsole('/account', { 'GET /api/staff/sessions': [] }, somebody('invigilator'));
  await expect.poll(() => page.find('[data-testid="main-menu"] a').exists()).toBe(true);
  expect(page.findAll('[data-testid="main-menu"] a').map((way) => way.text())).toEqual(['Exams']);
});

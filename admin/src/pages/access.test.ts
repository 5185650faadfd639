import { roles, type Role } from '@invigil/shared-types';
import { DOMWrapper, flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { openConsole, type OpenConsole, refusal } from './testing/console.ts';

const page = new DOMWrapper(document.body);
const somebody = (role: Role) => ({ id: 's1', username: 'ada', role });
const ways = () => page.findAll('[data-testid="main-menu"] a').map((way) => way.text());
const nobody = { 'GET /api/staff': { staff: [], invitations: [] } };

describe('the ways to the console’s parts', () => {
  it.each(roles)('are those that the role %s goes', async (role) => {
    await openConsole('/exams', {}, somebody(role));
    const all = ['Exams', 'People', 'Webhooks', 'Audit'];
    expect(ways()).toEqual(role === 'owner' || role === 'admin' ? all : []);
  });

  it('mark where one is', async () => {
    const { router } = await openConsole('/people', nobody);
    const current = () =>
      page
        .findAll('[data-testid="main-menu"] [aria-current]')
        .map((way) => [way.text(), way.attributes('aria-current')]);
    await expect.poll(current).toEqual([['People', 'page']]);
    await router.push('/people/sessions');
    await flushPromises();
    expect(current()).toEqual([['People', 'true']]);
  });
});

describe('a page that one’s role does not allow', () => {
  const denied = ({ text }: OpenConsole) => text().includes('Your role does not allow this page');

  it.each([
    ['/people', ['owner', 'admin']],
    ['/people/sessions', ['owner', 'admin']],
    ['/webhooks', ['owner', 'admin']],
    ['/webhooks/w1', ['owner', 'admin']],
    ['/audit', ['owner', 'admin']],
    ['/exams/e1/audit', ['owner', 'admin']],
    ['/exams/e1/records', ['owner', 'admin']],
    ['/exams/e1/wall', ['owner', 'admin', 'invigilator']],
    ['/account', roles],
  ] as const)('%s says so, and asks the server for nothing of it', async (path, allowed) => {
    for (const role of roles) {
      if (allowed.some((name) => name === role)) continue;
      const open = await openConsole(path, {}, somebody(role));
      await expect.poll(() => denied(open)).toBe(true);
      expect(open.at()).toBe(path);
      expect(open.calls.map(({ path: asked }) => asked)).toEqual(['/api/staff/me']);
      open.wrapper.unmount();
    }
  });

  it('is told as soon as the role turns out to be another one', async () => {
    const open = await openConsole('/people', nobody);
    await expect.poll(() => open.find('invite').exists()).toBe(true);
    open.answers['GET /api/staff/me'] = somebody('reviewer');
    open.answers['GET /api/staff'] = refusal(403, 'not_allowed');
    window.dispatchEvent(new Event('online'));
    await expect.poll(() => denied(open)).toBe(true);
    expect(open.at()).toBe('/people');
    expect(ways()).toEqual(['Exams']);
  });
});

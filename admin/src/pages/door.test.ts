import { DOMWrapper, flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { inFragment } from './fragment.ts';
import { ada, openConsole, refusal } from './testing/console.ts';

const page = new DOMWrapper(document.body);
const password = 'teapot lantern gravel orbit';

async function fillIn(name: string, secret: string): Promise<void> {
  await page.get('[name="username"]').setValue(name);
  await page.get('[autocomplete="new-password"]').setValue(secret);
  await page.get('form').trigger('submit');
  await flushPromises();
}
const fieldProblems = () =>
  page.findAll('[data-testid="field-problem"]').map((problem) => problem.text());

describe('a value in the fragment', () => {
  it.each([
    ['#key=abc', 'abc'],
    ['#other=1&key=a%2Bb', 'a+b'],
    ['#key=', null],
    ['', null],
    ['#', null],
  ])('of %j is %j', (hash, value) => {
    expect(inFragment(hash, 'key')).toBe(value);
  });
});

describe('a server that nobody has an account on', () => {
  const fresh = { 'GET /api/setup': { needed: true } };

  it('says at its address where the set-up link is', async () => {
    const { at, find } = await openConsole('/', fresh, null);
    expect(at()).toBe('/setup');
    expect(find('no-key').text()).toContain('printed where the server was started');
    expect(page.find('form').exists()).toBe(false);
  });

  it('gets its owner by the link, who lands on the exams, signed in', async () => {
    const { at, sent, text } = await openConsole(
      '/setup#key=k%2D1',
      { ...fresh, 'POST /api/setup': ada, 'GET /api/staff/me': ada },
      null,
    );
    await fillIn('  ada ', password);
    expect(sent('POST /api/setup')).toEqual([{ key: 'k-1', username: 'ada', password }]);
    // The key is not in the address any more.
    expect(at()).toBe('/exams');
    expect(text()).toContain('Create your first exam');
  });

  it('asks for a name and 15 characters before it sends anything', async () => {
    const { calls } = await openConsole('/setup#key=k', fresh, null);
    await fillIn('', 'fourteen chars');
    expect(fieldProblems()).toEqual([
      'Please enter a name.',
      'A password has at least 15 characters. This one has 14.',
    ]);
    expect(document.activeElement?.getAttribute('name')).toBe('username');
    expect(calls.some(({ method }) => method === 'POST')).toBe(false);
  });

  it('says at the password that it is guessed first, and keeps what was typed', async () => {
    const weak = refusal(422, 'weak_password');
    await openConsole('/setup#key=k', { ...fresh, 'POST /api/setup': weak }, null);
    await fillIn('ada', 'passwordpassword');
    expect(fieldProblems()).toHaveLength(1);
    expect(fieldProblems()[0]).toContain('among the first that are tried');
    expect(document.activeElement?.getAttribute('autocomplete')).toBe('new-password');
    expect(page.get<HTMLInputElement>('[name="username"]').element.value).toBe('ada');
  });

  it('says that a link of an earlier start does not fit', async () => {
    const wrong = refusal(403, 'setup_key_wrong');
    const { find } = await openConsole(
      '/setup#key=old',
      { ...fresh, 'POST /api/setup': wrong },
      null,
    );
    await fillIn('ada', password);
    expect(find('wrong-key').text()).toContain('only the newest one fits');
  });

  it('that has one by now leads to the sign-in', async () => {
    const { router, find } = await openConsole('/setup#key=k', {}, null);
    expect(router.currentRoute.value.name).toBe('login');
    expect(find('why-login').text()).toBe('This server is set up already. Please sign in.');
  });

  it('that got one while the form was filled in leads to the sign-in', async () => {
    const set = refusal(409, 'already_set_up');
    const { router, answers } = await openConsole(
      '/setup#key=k',
      { ...fresh, 'POST /api/setup': set },
      null,
    );
    answers['GET /api/setup'] = { needed: false };
    await fillIn('ada', password);
    expect(router.currentRoute.value.name).toBe('login');
  });

  it('shows the password to whoever asks for it', async () => {
    const { click } = await openConsole('/setup#key=k', fresh, null);
    const field = page.get('[autocomplete="new-password"]');
    expect(field.attributes('type')).toBe('password');
    await click('show-password');
    expect(field.attributes('type')).toBe('text');
  });
});

describe('an invitation', () => {
  const offer = { role: 'reviewer', invitedBy: 'Ada', expiresAt: Date.UTC(2026, 10, 29) };
  const ben = { id: 's2', username: 'ben', role: 'reviewer' };

  it('says who invites and what one may do, and signs in', async () => {
    const answers = { 'POST /api/invitations/offer': offer, 'POST /api/invitations/accept': ben };
    const { at, find, sent, text } = await openConsole('/invitation#token=t-1', answers, null);
    expect(text()).toContain('Ada invites you');
    expect(find('offer').text()).toContain('Reviewer');
    expect(find('offer').text()).toContain('Decides on incidents after an exam');
    await fillIn('ben', password);
    expect(sent('POST /api/invitations/accept')).toEqual([
      { token: 't-1', username: 'ben', password },
    ]);
    expect(at()).toBe('/exams');
    expect(find('user-menu').text()).toBe('ben');
  });

  it('whose link is not whole says so', async () => {
    const { find, calls } = await openConsole('/invitation', {}, null);
    expect(find('no-token').text()).toContain('copy all of it');
    expect(calls).toEqual([]);
  });

  it('that was used says so, at once or while the form is filled in', async () => {
    const gone = refusal(404, 'unknown_invitation');
    const answers = { 'POST /api/invitations/offer': offer, 'POST /api/invitations/accept': gone };
    await openConsole('/invitation#token=t-1', answers, null);
    await fillIn('ben', password);
    expect(page.get('[role="alert"]').text()).toContain('not good any more');
    expect(page.find('form').exists()).toBe(false);
  });

  it('that cannot be read can be read again', async () => {
    const answers = { 'POST /api/invitations/offer': 'no network' as const };
    const { answers: now, find } = await openConsole('/invitation#token=t-1', answers, null);
    now['POST /api/invitations/offer'] = offer;
    await page.get('[role="alert"] button').trigger('click');
    await flushPromises();
    expect(find('offer').exists()).toBe(true);
  });

  it('says at the name that it is taken', async () => {
    const taken = refusal(409, 'username_taken');
    const answers = { 'POST /api/invitations/offer': offer, 'POST /api/invitations/accept': taken };
    await openConsole('/invitation#token=t-1', answers, null);
    await fillIn('ada', password);
    expect(fieldProblems()).toEqual(['This name is taken. Please choose another.']);
  });

  it('tells somebody who is signed in that it makes another account', async () => {
    const { text } = await openConsole('/invitation#token=t-1', {
      'POST /api/invitations/offer': offer,
    });
    expect(text()).toContain('You are signed in as ada.');
  });
});

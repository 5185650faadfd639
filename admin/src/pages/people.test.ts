import { DOMWrapper, flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { ada, type Answers, openConsole, refusal } from './testing/console.ts';

const page = new DOMWrapper(document.body);
const at = Date.UTC(2026, 10, 20, 9);
const member = (id: string, username: string, role: string) => ({
  ...{ id, username, role, createdAt: at },
  lastSignedInAt: id === 's3' ? null : at,
});
const me = member(ada.id, ada.username, ada.role);
const ben = member('s2', 'ben', 'admin');
const cleo = member('s3', 'cleo', 'reviewer');
const invitation = {
  ...{ id: 'i1', role: 'invigilator', note: 'Dan', invitedBy: 'ada' },
  ...{ createdAt: at, expiresAt: at + 1 },
};

async function open(more: Answers = {}, signedInAs: object = ada) {
  const staff = { staff: [me, ben, cleo], invitations: [invitation] };
  const console = await openConsole('/people', { 'GET /api/staff': staff, ...more }, signedInAs);
  await expect.poll(() => console.all('staff-member').length).toBeGreaterThan(0);
  return console;
}
const row = (staffId: string) => page.get(`[data-staff-id="${staffId}"]`);

async function chooseRole(staffId: string, name: string): Promise<void> {
  const trigger = row(staffId).get('[data-testid="role-menu"]');
  await trigger.trigger('pointerdown', { button: 0, pointerType: 'mouse' });
  await trigger.trigger('click');
  const choice = () =>
    page.findAll('[role="menuitemradio"]').find((one) => one.text().startsWith(name));
  await expect.poll(() => choice()?.exists()).toBe(true);
  await choice()?.trigger('click');
  await flushPromises();
}

describe('the staff', () => {
  it('are listed, oneself among them without buttons', async () => {
    await open();
    expect(row('s1').text()).toContain('you');
    expect(row('s1').text()).toContain('You are the only owner');
    expect(row('s1').find('button').exists()).toBe(false);
    expect(row('s2').find('[data-testid="role-menu"]').text()).toBe('Admin');
    expect(row('s3').text()).toContain('Has not signed in yet');
  });

  it('above an admin are not theirs to change', async () => {
    await open({}, ben);
    expect(row('s1').find('button').exists()).toBe(false);
    expect(row('s2').text()).toContain('Your own role is for another owner or admin');
    expect(row('s3').find('[data-testid="role-menu"]').exists()).toBe(true);
  });

  it('get another role by a menu', async () => {
    const { sent, find } = await open({
      'PUT /api/staff/s3': { id: 's3', username: 'cleo', role: 'invigilator' },
    });
    await chooseRole('s3', 'Invigilator');
    expect(sent('PUT /api/staff/s3')).toEqual([{ role: 'invigilator' }]);
    expect(row('s3').get('[data-testid="role-menu"]').text()).toBe('Invigilator');
    expect(find('staff-told').text()).toBe('cleo: Invigilator');
  });

  it('keep theirs where the server refuses, which is said at their line', async () => {
    await open({ 'PUT /api/staff/s2': refusal(409, 'last_owner') });
    await chooseRole('s2', 'Reviewer');
    expect(row('s2').get('[role="alert"]').text()).toContain('There has to be an owner');
    expect(row('s2').get('[data-testid="role-menu"]').text()).toBe('Admin');
  });

  it('are removed once that is confirmed', async () => {
    const { calls, all, click } = await open({
      'DELETE /api/staff/s3': new Response(null, { status: 204 }),
    });
    await row('s3').get('[data-testid="remove-staff"]').trigger('click');
    await flushPromises();
    expect(page.get('[data-testid="confirm"]').text()).toContain('Remove cleo from the staff?');
    expect(calls.some(({ method }) => method === 'DELETE')).toBe(false);
    await click('confirm-yes');
    expect(all('staff-member')).toHaveLength(2);
    expect(page.find('[data-testid="confirm"]').exists()).toBe(false);
  });
});

describe('invitations', () => {
  it('are made with a role and a note, and their link is shown this once', async () => {
    const url = 'https://invigil.example/invitation#token=t';
    const made = { invitation: { ...invitation, id: 'i2', note: 'Eve' }, url };
    const { click, find, sent, all, text } = await open({ 'POST /api/staff/invitations': made });
    await click('invite');
    const dialog = () => find('invite-dialog');
    const choices = dialog().findAll('input[type="radio"]');
    expect(choices.map((choice) => choice.attributes('value'))).toEqual([
      ...['owner', 'admin', 'invigilator', 'reviewer'],
    ]);
    await dialog().get('input[value="reviewer"]').setValue(true);
    await dialog().get('input.input').setValue(' Eve ');
    await dialog().get('form').trigger('submit');
    await flushPromises();
    expect(sent('POST /api/staff/invitations')).toEqual([{ role: 'reviewer', note: 'Eve' }]);
    expect(find('copy-text').element).toMatchObject({ value: url, readOnly: true });
    expect(all('invitation')).toHaveLength(2);
    await dialog().get('.button-primary').trigger('click');
    await flushPromises();
    await click('invite');
    expect(text()).not.toContain(url);
    expect(find('copy-text').exists()).toBe(false);
  });

  it('offer an admin no role above', async () => {
    const { click, find } = await open({}, ben);
    await click('invite');
    const choices = find('invite-dialog').findAll('input[type="radio"]');
    expect(choices.map((choice) => choice.attributes('value'))).toEqual([
      'invigilator',
      'reviewer',
    ]);
  });

  it('are withdrawn once that is confirmed', async () => {
    const { click, all } = await open({
      'DELETE /api/staff/invitations/i1': new Response(null, { status: 204 }),
    });
    await click('withdraw');
    await click('confirm-yes');
    expect(all('invitation')).toEqual([]);
  });
});

describe('sessions', () => {
  const session = (id: string, staffId: string, userAgent: string | null) => ({
    ...{ id, staffId, username: staffId === 's1' ? 'ada' : 'ben', userAgent },
    ...{ createdAt: at, lastUsedAt: at, expiresAt: at + 1, current: id === 'c1' },
  });
  const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
  const sessions = [session('c1', 's1', firefox), session('c2', 's2', null)];
  const list = { 'GET /api/staff/sessions': { sessions } };

  it('are listed with their browsers in words, and end', async () => {
    const gone = { 'DELETE /api/staff/sessions/c2': new Response(null, { status: 204 }) };
    const { all, find, click } = await openConsole('/people/sessions', { ...list, ...gone });
    await expect.poll(() => all('session').length).toBe(2);
    expect(page.get('[data-session-id="c1"]').text()).toContain('Firefox on Linux');
    expect(page.get('[data-session-id="c2"]').text()).toContain(
      'A browser that does not say which',
    );
    expect(find('current-session').text()).toBe('This session');
    // One's own session ends by signing out.
    expect(all('end-session')).toHaveLength(1);
    await click('end-session');
    expect(all('session')).toHaveLength(1);
  });

  it('that ended by themselves leave the list all the same', async () => {
    const gone = { 'DELETE /api/staff/sessions/c2': refusal(404, 'unknown_session') };
    const { all, click } = await openConsole('/people/sessions', { ...list, ...gone });
    await expect.poll(() => all('session').length).toBe(2);
    await click('end-session');
    expect(all('session')).toHaveLength(1);
  });

  it('of one’s own stand on the page of one’s account', async () => {
    const { all } = await openConsole('/account', list);
    await expect.poll(() => all('session').length).toBe(1);
  });
});

describe('one’s own password', () => {
  async function change(answers: Answers): Promise<Awaited<ReturnType<typeof openConsole>>> {
    const path = 'GET /api/staff/sessions';
    const console = await openConsole('/account', { [path]: { sessions: [] }, ...answers });
    await expect.poll(() => console.find('change-password').exists()).toBe(true);
    await page.get('[autocomplete="current-password"]').setValue('the old one');
    await page.get('[autocomplete="new-password"]').setValue('teapot lantern gravel orbit');
    await page.get('form').trigger('submit');
    await flushPromises();
    return console;
  }
  const path = 'PUT /api/staff/me/password';

  it('is changed', async () => {
    const { sent, text } = await change({ [path]: new Response(null, { status: 204 }) });
    expect(sent(path)).toEqual([
      { current: 'the old one', password: 'teapot lantern gravel orbit' },
    ]);
    expect(text()).toContain('The password is changed.');
    expect(page.get<HTMLInputElement>('[autocomplete="new-password"]').element.value).toBe('');
  });

  it('stays where the current one is wrong, which is said at its field', async () => {
    await change({ [path]: refusal(403, 'wrong_password') });
    const problems = page.findAll('[data-testid="field-problem"]').map((one) => one.text());
    expect(problems).toEqual(['This is not your current password.']);
    expect(document.activeElement?.getAttribute('autocomplete')).toBe('current-password');
  });
});

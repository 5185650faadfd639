import { DOMWrapper, flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { openConsole, refusal, type Answers } from './testing/console.ts';

const page = new DOMWrapper(document.body);
const at = Date.UTC(2026, 10, 20, 9);
const webhook = {
  ...{ id: 'w1', url: 'https://lms.example/hook', events: ['report.ready'], enabled: true },
  ...{ createdAt: at, lastDelivery: { at, outcome: 'failed' } },
};
const secret = 'whsec_c2VjcmV0';

async function open(webhooks: object[], more: Answers = {}) {
  const console = await openConsole('/webhooks', { 'GET /api/webhooks': { webhooks }, ...more });
  await expect.poll(() => console.find('add-webhook').exists()).toBe(true);
  await flushPromises();
  return console;
}

async function fillIn(url: string): Promise<void> {
  await page.get('[name="url"]').setValue(url);
  await page.get('[data-testid="webhook-dialog"] form').trigger('submit');
  await flushPromises();
}

describe('webhooks', () => {
  it('are explained where there is none, and how a message is checked', async () => {
    const { find } = await open([]);
    expect(find('no-webhooks').text()).toContain('A webhook is an address of another system');
    expect(find('no-webhooks').text()).toContain('HMAC-SHA256');
  });

  it('are added, and the secret is shown this once', async () => {
    const added = { webhook: { ...webhook, lastDelivery: null }, secret };
    const { click, sent, find, all, text } = await open([], { 'POST /api/webhooks': added });
    await click('add-webhook');
    const events = () => page.findAll<HTMLInputElement>('[type="checkbox"]');
    expect(events().map(({ element }) => element.checked)).toEqual([true, true, true, true]);
    for (const event of events().slice(0, 3)) await event.setValue(false);
    await fillIn(' https://lms.example/hook ');
    const { url, enabled } = webhook;
    expect(sent('POST /api/webhooks')).toEqual([{ url, events: ['report.ready'], enabled }]);
    expect(find('copy-text').element).toMatchObject({ value: secret });
    expect(all('webhook')).toHaveLength(1);
    await find('secret-dialog').get('.button-primary').trigger('click');
    await flushPromises();
    expect(find('copy-text').exists()).toBe(false);
    expect(text()).not.toContain(secret);
  });

  it('are asked for an address and an event before anything is sent', async () => {
    const { click, calls, text } = await open([]);
    await click('add-webhook');
    for (const event of page.findAll('[type="checkbox"]')) await event.setValue(false);
    await fillIn('ftp://lms.example');
    expect(text()).toContain('not an address that begins with https://');
    expect(text()).toContain('Please choose at least one');
    expect(calls.some(({ method }) => method === 'POST')).toBe(false);
  });

  it('say at the address why nothing may be sent there', async () => {
    const refused = refusal(422, 'webhook_address_refused');
    const { click, find } = await open([], { 'POST /api/webhooks': refused });
    await click('add-webhook');
    await fillIn('https://10.0.0.1/');
    expect(find('field-problem').text()).toContain('Nothing may be sent to this address.');
    expect(find('field-problem').text()).toContain('private network');
  });

  it('are switched off and on, and nothing else of them changes', async () => {
    const off = { ...webhook, enabled: false };
    const { sent, find } = await open([webhook], { 'PUT /api/webhooks/w1': off });
    await page.get('[role="switch"]').trigger('click');
    await flushPromises();
    const { url, events } = webhook;
    expect(sent('PUT /api/webhooks/w1')).toEqual([{ url, events, enabled: false }]);
    expect(find('webhook').text()).toContain('Switched off: nothing is sent.');
  });

  it('stay as they are where the server refuses', async () => {
    const { find } = await open([webhook], { 'PUT /api/webhooks/w1': 'no network' });
    await page.get('[role="switch"]').trigger('click');
    await flushPromises();
    expect(page.get('[role="switch"]').attributes('aria-checked')).toBe('true');
    expect(find('webhook').find('[role="alert"]').text()).toContain('cannot be reached');
  });

  it('get a new secret, and are removed, once that is confirmed', async () => {
    const { click, calls, find, all } = await open([webhook], {
      'POST /api/webhooks/w1/secret': { webhook, secret },
      'DELETE /api/webhooks/w1': new Response(null, { status: 204 }),
    });
    await click('renew-secret');
    expect(calls.some(({ method }) => method === 'POST')).toBe(false);
    await click('confirm-yes');
    expect(find('copy-text').element).toMatchObject({ value: secret });
    await find('secret-dialog').get('.button-primary').trigger('click');
    await flushPromises();
    await click('remove-webhook');
    await click('confirm-yes');
    expect(all('webhook')).toEqual([]);
  });
});

describe('what was sent to a webhook', () => {
  const delivery = (id: string, state: string, more: object = {}) => ({
    ...{ id, webhookId: 'w1', event: 'report.ready', createdAt: at, state, nextTryAt: null },
    tries: [],
    payload: {
      ...{ type: 'report.ready', at },
      data: { examId: 'e', attemptId: 'a', studentNumber: '<b>7</b>' },
    },
    ...more,
  });
  const failed = delivery('d1', 'failed', {
    tries: [{ at, tookMs: 5_000, status: 500, failure: 'bad_status' }],
  });
  const waiting = delivery('d2', 'waiting', {
    nextTryAt: at + 60_000,
    tries: [{ at, tookMs: 5_000, status: null, failure: 'timeout' }],
  });
  const list = 'GET /api/webhooks/w1/deliveries';

  async function openLog(answers: Answers) {
    const console = await openConsole('/webhooks/w1', answers);
    await expect.poll(() => console.find('refresh').exists()).toBe(true);
    await flushPromises();
    return console;
  }

  it('is listed with its tries, and the message as the text that it is', async () => {
    const { all } = await openLog({ [list]: { items: [failed, waiting], next: null } });
    const [first, second] = all('delivery').map((item) => item.text());
    expect(first).toContain('Given up');
    expect(first).toContain('answered with a failure, status 500 (5.0 s)');
    expect(first).toContain('<b>7</b>');
    expect(second).toContain('Waiting');
    expect(second).toContain('no answer in time (5.0 s)');
    expect(second).toContain('Next try');
    // What is on its way is not sent a second time.
    expect(all('redeliver')).toHaveLength(1);
  });

  it('is sent again', async () => {
    const again = { ...failed, state: 'waiting', nextTryAt: at };
    const { click, find } = await openLog({
      [list]: { items: [failed], next: null },
      'POST /api/webhooks/w1/deliveries/d1/redeliver': again,
    });
    await click('redeliver');
    expect(find('delivery').attributes('data-state')).toBe('waiting');
  });

  it('is read on behind what is there', async () => {
    const { click, all, find, calls } = await openLog({
      [list]: ({ path }) =>
        path.includes('cursor=c2')
          ? { items: [waiting], next: null }
          : { items: [failed], next: 'c2' },
    });
    await click('more');
    expect(all('delivery')).toHaveLength(2);
    expect(find('more').exists()).toBe(false);
    expect(calls.at(-1)?.path).toContain('limit=50&cursor=c2');
  });

  it('that is nothing says so; that cannot be read, too', async () => {
    const { text, wrapper } = await openLog({ [list]: { items: [], next: null } });
    expect(text()).toContain('Nothing was sent yet');
    wrapper.unmount();
    await openLog({ [list]: refusal(404, 'unknown_webhook') });
    expect(page.get('[role="alert"]').text()).toContain('There is no such webhook.');
  });
});

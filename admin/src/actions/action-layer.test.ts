import type { StaffAction } from '@invigil/shared-types';
import { enableAutoUnmount } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import { RequestFailure } from '../api/index.ts';
import { config } from '../config.ts';
import { setLocale } from '../i18n/index.ts';
import { actionFor, breakFor, callFor, ina, studentMessageFor } from '../testing/index.ts';
import { DismissedNotices } from './dismissed-notices.ts';
import { wallOfActions } from './testing/wall-of-actions.ts';

enableAutoUnmount(afterEach);
afterEach(async () => {
  vi.useRealTimers();
  sessionStorage.clear();
  await setLocale('en');
});

/** Remembers what is sent and lets the server take it. */
function listenTo(wall: Awaited<ReturnType<typeof wallOfActions>>): StaffAction[] {
  const contents: StaffAction[] = [];
  const take = wall.link.onTake;
  wall.link.onTake = (request) => {
    contents.push(request.content);
    return take(request);
  };
  return contents;
}

describe('the dialog', () => {
  it('warns with what the newest incident asks for, with two keys', async () => {
    const wall = await wallOfActions({
      lastIncident: { id: '1', type: 'no_face', capturedAt: 5_000 },
    });
    const contents = listenTo(wall);
    await wall.begin('warn');
    const text = "We can't see your face. Please sit so that your face is in the picture.";
    expect(wall.dialog().get('textarea').element.value).toBe(text);
    expect(wall.dialog().text()).toContain('Warn Ada');
    await wall.dialog().trigger('keydown', { key: 'Enter', ctrlKey: true });
    await expect.poll(() => contents).toEqual([{ kind: 'warn', text }]);
    await expect.poll(() => wall.dialog().exists()).toBe(false);
  });

  it('takes a prepared text or any other', async () => {
    const wall = await wallOfActions();
    const contents = listenTo(wall);
    await wall.begin('ask');
    const [, second] = wall.dialog().findAll('[data-testid="prepared"]');
    await second?.trigger('click');
    expect(second?.attributes('aria-pressed')).toBe('true');
    await wall.dialog().get('textarea').setValue('Please look up.');
    await wall.dialog().get('form').trigger('submit');
    await expect.poll(() => contents).toEqual([{ kind: 'ask', text: 'Please look up.' }]);
  });

  it('says what is missing instead of sending', async () => {
    const wall = await wallOfActions();
    await wall.begin('pause');
    await wall.dialog().get('form').trigger('submit');
    expect(wall.dialog().get('[data-testid="action-problem"]').text()).toBe(
      'Please choose or write a reason.',
    );
    expect(wall.taken()).toEqual([]);
    await wall.dialog().get('textarea').setValue('x');
    expect(wall.dialog().find('[data-testid="action-problem"]').exists()).toBe(false);
  });

  it('extends by one of the usual times or any other, and says until when', async () => {
    const wall = await wallOfActions({ extraTimeMs: 600_000 });
    const contents = listenTo(wall);
    await wall.begin('extend');
    await wall.dialog().get('[data-minutes="15"]').trigger('click');
    // 03:00 in Berlin is the exam's end; ten minutes more were given before.
    expect(wall.dialog().get('[data-testid="new-end"]').text()).toContain('03:25');
    await wall.dialog().get('[data-testid="extension-minutes"]').setValue('7');
    await wall.dialog().get('textarea').setValue('Trouble');
    await wall.dialog().get('form').trigger('submit');
    await expect
      .poll(() => contents)
      .toEqual([{ kind: 'extend', extraMs: 420_000, reason: 'Trouble' }]);
  });

  it.each(['en', 'ar'] as const)(
    'has buttons that are called what they show, in %s',
    async (to) => {
      const wall = await wallOfActions();
      await setLocale(to);
      await wall.begin('extend');
      const buttons = wall.dialog().findAll('[data-testid="extension"]');
      expect(buttons).toHaveLength(config.actions.extensionsMin.length);
      for (const button of buttons)
        expect(button.attributes('aria-label')).toContain(button.text());
    },
  );

  it.each(['-5', '2.5', '999999999999999'])('extends by no %s minutes', async (minutes) => {
    const wall = await wallOfActions();
    await wall.begin('extend');
    await wall.dialog().get('[data-testid="extension-minutes"]').setValue(minutes);
    expect(wall.dialog().find('[data-testid="new-end"]').exists()).toBe(false);
    await wall.dialog().get('textarea').setValue('Trouble');
    await wall.dialog().get('form').trigger('submit');
    const field = () => wall.dialog().get('[data-testid="extension-minutes"]');
    expect(field().attributes('aria-invalid')).toBe('true');
    expect(wall.taken()).toEqual([]);
    await field().setValue('5');
    expect(wall.dialog().find('[data-testid="action-problem"]').exists()).toBe(false);
  });

  it('offers what a student reads in English, with its meaning, and reasons as they are read', async () => {
    await setLocale('ar');
    const wall = await wallOfActions({
      lastIncident: { id: '1', type: 'no_face', capturedAt: 5_000 },
    });
    const contents = listenTo(wall);
    await wall.begin('warn');
    const text = "We can't see your face. Please sit so that your face is in the picture.";
    expect(wall.dialog().get('textarea').element.value).toBe(text);
    const [first] = wall.dialog().findAll('[data-testid="prepared"]');
    expect(first?.get('[lang="en"]').text()).toBe(text);
    expect(first?.get('[data-testid="meaning"]').text()).toMatch(/[\u0600-\u06ff]/);
    expect(first?.attributes('aria-pressed')).toBe('true');
    await wall.dialog().get('form').trigger('submit');
    await expect.poll(() => contents).toEqual([{ kind: 'warn', text }]);
    await wall.begin('pause');
    const reason = wall.dialog().get('[data-testid="prepared"]');
    expect(reason.text()).toMatch(/^[\u0600-\u06ff ]+$/);
    expect(reason.find('[data-testid="meaning"]').exists()).toBe(false);
  });

  it('asks once more, by name, before an attempt is ended', async () => {
    const wall = await wallOfActions();
    const contents = listenTo(wall);
    await wall.begin('end');
    await wall.dialog().get('textarea').setValue('Emergency');
    await wall.dialog().get('form').trigger('submit');
    const confirmation = () => wall.dialog().find('[data-testid="end-confirmation"]');
    expect(confirmation().text()).toContain('End the attempt of Ada now?');
    expect(confirmation().text()).toContain('Emergency');
    expect(wall.taken()).toEqual([]);
    await confirmation().get('button').trigger('click');
    expect(confirmation().exists()).toBe(false);
    expect(wall.dialog().get('textarea').element.value).toBe('Emergency');
    await wall.dialog().get('form').trigger('submit');
    await wall.dialog().get('[data-testid="end-now"]').trigger('click');
    await expect.poll(() => contents).toEqual([{ kind: 'end', reason: 'Emergency' }]);
  });

  it('asks once more when the keys are used, too, however long they are held', async () => {
    const wall = await wallOfActions();
    await wall.begin('end');
    await wall.dialog().get('textarea').setValue('Emergency');
    const keys = { key: 'Enter', ctrlKey: true };
    await wall.dialog().get('textarea').trigger('keydown', keys);
    expect(wall.dialog().find('[data-testid="end-confirmation"]').exists()).toBe(true);
    expect(wall.taken()).toEqual([]);
    await wall.dialog().trigger('keydown', { ...keys, repeat: true });
    expect(wall.taken()).toEqual([]);
    await wall.dialog().trigger('keydown', keys);
    await expect.poll(wall.taken).toEqual(['take end a']);
  });

  it('says so where the attempt is over before the last question is answered', async () => {
    const wall = await wallOfActions();
    await wall.begin('end');
    await wall.dialog().get('textarea').setValue('Emergency');
    await wall.dialog().get('form').trigger('submit');
    expect(wall.dialog().find('[data-testid="end-now"]').exists()).toBe(true);
    wall.link.change({ deltas: [{ attemptId: 'a', state: 'submitted' }] });
    await expect.poll(() => wall.dialog().find('[data-testid="end-now"]').exists()).toBe(false);
    expect(wall.dialog().get('[data-testid="action-problem"]').text()).toBe('The attempt is over.');
  });

  it('closes with Escape, sends nothing, and gives the focus back', async () => {
    const wall = await wallOfActions();
    const button = wall.tile('b').get<HTMLElement>('[data-testid="tile-actions"]');
    button.element.focus();
    await wall.begin('message', 'b');
    await wall.dialog().get('textarea').setValue('Half a');
    await wall.dialog().trigger('keydown', { key: 'Escape' });
    await expect.poll(() => wall.dialog().exists()).toBe(false);
    await expect.poll(() => document.activeElement).toBe(button.element);
    expect(wall.taken()).toEqual([]);
    // What was begun for one student is not what is begun for the next.
    await wall.begin('message', 'a');
    expect(wall.dialog().get('textarea').element.value).toBe('');
  });

  it('says that it waits for a student who is away', async () => {
    const wall = await wallOfActions({ state: 'left' });
    await wall.begin('message');
    expect(wall.dialog().get('[data-testid="away"]').text()).toContain('as soon as they are back');
  });

  it('sends nothing once the attempt is over, and says so', async () => {
    const wall = await wallOfActions();
    await wall.begin('message');
    await wall.dialog().get('textarea').setValue('Hello');
    wall.link.change({ deltas: [{ attemptId: 'a', state: 'submitted' }] });
    await expect
      .poll(() => wall.dialog().find('[data-testid="action-problem"]').exists())
      .toBe(true);
    await wall.dialog().get('form').trigger('submit');
    expect(wall.taken()).toEqual([]);
  });

  it('shows a name as text, whatever it is', async () => {
    const wall = await wallOfActions({ studentName: '<script>alert(1)</script>' });
    await wall.begin('end');
    expect(wall.dialog().text()).toContain('<script>alert(1)</script>');
    expect(wall.dialog().find('script').exists()).toBe(false);
  });
});

describe('an action from a tile', () => {
  it('is chosen from its menu, which says why something is not possible', async () => {
    const wall = await wallOfActions({ state: 'invited' });
    await wall.tile('a').get('[data-testid="tile-actions"]').trigger('click');
    const menu = () => wall.page.find('[data-testid="action-menu"]');
    await expect.poll(() => menu().exists()).toBe(true);
    const warn = menu().get('[data-testid="act-warn"]');
    expect(warn.attributes('aria-disabled')).toBe('true');
    expect(warn.get('[data-testid="obstacle"]').text()).toBe('The student has not started yet.');
    await warn.trigger('click');
    expect(wall.dialog().exists()).toBe(false);
    expect(menu().exists()).toBe(true);
    expect(menu().find('[data-testid="act-resume"]').exists()).toBe(false);
    await menu().get('[data-testid="act-message"]').trigger('click');
    await expect.poll(() => wall.dialog().exists()).toBe(true);
    expect(wall.dialog().attributes('data-kind')).toBe('message');
    expect(menu().exists()).toBe(false);
  });

  it('has no menu without its button', async () => {
    const wall = await wallOfActions();
    await wall.tile('a').get('[data-testid="tile-actions"]').trigger('click');
    await expect.poll(() => wall.page.find('[data-testid="action-menu"]').exists()).toBe(true);
    wall.shown.value = false;
    await nextTick();
    expect(wall.acting.menu.value).toBeNull();
  });

  it('that is not possible is told, and nothing is sent', async () => {
    const wall = await wallOfActions({ state: 'submitted' });
    wall.acting.begin('warn', 'a');
    await expect.poll(() => wall.notices('impossible').length).toBe(1);
    expect(wall.notices('impossible')[0]?.text()).toBe(
      'Warn is not possible for Ada. The attempt is over.',
    );
    expect(wall.dialog().exists()).toBe(false);
  });

  it('resumes with the key that pauses, at once', async () => {
    const wall = await wallOfActions({ pausedAt: 5_000 });
    const contents = listenTo(wall);
    expect(wall.tile('a').get('[data-mark="paused"]').text()).toBe('Paused');
    wall.acting.begin('pause', 'a');
    await expect.poll(() => contents).toEqual([{ kind: 'resume' }]);
  });

  it('pauses during a break, too, with a reason, and resumes from the menu alone', async () => {
    const wall = await wallOfActions({ pausedAt: 5_000 }, [breakFor('b')]);
    const contents = listenTo(wall);
    expect(wall.tile('a').get('[data-mark="break"]').text()).toBe('On a break');
    await wall.begin('pause');
    expect(wall.dialog().attributes('data-kind')).toBe('pause');
    expect(wall.dialog().find('[data-testid="action-problem"]').exists()).toBe(false);
    wall.acting.closeDraft();
    wall.acting.begin('resume', 'a');
    await expect.poll(() => contents).toEqual([{ kind: 'resume' }]);
  });

  it('resumes what another invigilator paused during a break before this wall was opened', async () => {
    const pause = actionFor('p', {
      at: 6_000,
      content: { kind: 'pause', reason: 'Talk first' },
      progress: { state: 'done', seenAt: 6_001, doneAt: 6_001, by: { kind: 'student' } },
    });
    const wall = await wallOfActions({ pausedAt: 5_000 }, [breakFor('b'), pause]);
    const contents = listenTo(wall);
    expect(wall.tile('a').get('[data-mark="paused"]').text()).toBe('Paused by Ana');
    wall.acting.begin('pause', 'a');
    await expect.poll(() => contents).toEqual([{ kind: 'resume' }]);
  });

  it('resumes once, however often the key is pressed', async () => {
    const wall = await wallOfActions({ pausedAt: 5_000 });
    wall.acting.begin('pause', 'a');
    wall.acting.begin('pause', 'a');
    expect(wall.taken()).toEqual(['take resume a']);
  });

  it('is shown on its way, then as it was sent, seen and done', async () => {
    const wall = await wallOfActions();
    let answer = (): void => {};
    const take = wall.link.onTake;
    wall.link.onTake = async (request) => {
      await new Promise<void>((resolve) => (answer = resolve));
      return take(request);
    };
    void wall.acting.send('a', { kind: 'warn', text: 'Please look.' });
    await expect.poll(() => wall.notices('outgoing')[0]?.text()).toBe('Warning for Ada: Sending');
    answer();
    const said = () => wall.notices('recent')[0]?.text();
    await expect.poll(said).toBe('Warning for Ada: Sent at 01:00:10');
    const [action] = wall.session.actions.of('a').value;
    if (action === undefined) throw new Error('Nothing was taken.');
    const by = { kind: 'student' } as const;
    wall.link.change({ actions: [{ ...action, progress: { state: 'seen', seenAt: 11_000, by } }] });
    await expect.poll(said).toBe('Warning for Ada: Seen at 01:00:11');
    wall.link.change({
      actions: [{ ...action, progress: { state: 'done', seenAt: 11_000, doneAt: 12_000, by } }],
    });
    await expect.poll(said).toBe('Warning for Ada: Read at 01:00:12');
  });

  it('that failed stays with its reason, and goes out again as the same action', async () => {
    const wall = await wallOfActions();
    const ids: string[] = [];
    const take = wall.link.onTake;
    wall.link.onTake = ({ actionId }) => {
      ids.push(actionId);
      return Promise.reject(RequestFailure.unreachable());
    };
    void wall.acting.send('a', { kind: 'end', reason: 'Emergency' });
    const notice = () => wall.notices('outgoing')[0];
    await expect.poll(() => notice()?.text()).toContain('Attempt ended for Ada was not sent.');
    expect(notice()?.text()).toContain('The server cannot be reached.');
    wall.link.onTake = (request) => {
      ids.push(request.actionId);
      return take(request);
    };
    await notice()?.get('[data-testid="send-again"]').trigger('click');
    await expect.poll(() => wall.notices('outgoing').length).toBe(0);
    expect(ids).toHaveLength(2);
    expect(ids[1]).toBe(ids[0]);
  });
});

describe('the notices', () => {
  it("are another invigilator's call, until somebody settles it", async () => {
    const wall = await wallOfActions({}, [callFor('call')]);
    wall.link.onProgress = ({ actionId }) =>
      Promise.resolve(
        callFor(actionId, { progress: { state: 'done', seenAt: null, doneAt: 11_000, by: ina } }),
      );
    const notice = () => wall.notices('call')[0];
    expect(notice()?.text()).toContain('Ana asks for a second pair of eyes: Ada');
    expect(notice()?.text()).toContain('Is this the right student?');
    expect(wall.tile('a').find('[data-mark="call"]').exists()).toBe(true);
    expect(wall.tile('b').find('[data-testid="tile-marks"]').exists()).toBe(false);
    await notice()?.get('[data-testid="notice-open"]').trigger('click');
    expect(wall.opened).toEqual(['a']);
    await notice()?.get('[data-testid="notice-done"]').trigger('click');
    expect(wall.link.asked).toContain('progress finish call');
    await expect.poll(() => wall.notices('call').length).toBe(0);
    expect(wall.tile('a').find('[data-mark="call"]').exists()).toBe(false);
  });

  it("are not one's own call", async () => {
    const wall = await wallOfActions({}, [callFor('call', { by: ina })]);
    expect(wall.notices('call')).toHaveLength(0);
    expect(wall.tile('a').find('[data-mark="call"]').exists()).toBe(true);
  });

  it('say that a call could not be settled', async () => {
    const wall = await wallOfActions({}, [callFor('call')]);
    await wall.notices('call')[0]?.get('[data-testid="notice-done"]').trigger('click');
    await expect.poll(() => wall.notices('call')[0]?.find('[role="alert"]').exists()).toBe(true);
  });

  it('are messages from students until somebody has opened them', async () => {
    const wall = await wallOfActions();
    wall.link.change({ actions: [studentMessageFor('m')] });
    await expect.poll(() => wall.notices('message').length).toBe(1);
    expect(wall.notices('message')[0]?.text()).toContain('Ada writes');
    expect(wall.notices('message')[0]?.text()).toContain('My screen is black.');
    expect(wall.tile('a').get('[data-mark="unread"]').text()).toBe('Unread message');
    wall.link.change({
      actions: [studentMessageFor('m', { progress: { state: 'seen', seenAt: 11_000, by: ina } })],
    });
    await expect.poll(() => wall.notices('message').length).toBe(0);
    expect(wall.tile('a').find('[data-mark="unread"]').exists()).toBe(false);
  });

  it('are few at once, who waits longest first, and the rest is counted', async () => {
    const many = config.actions.noticesShown + 2;
    const messages = Array.from({ length: many }, (_, index) =>
      studentMessageFor(`m${index}`, { at: 1_000 + index }),
    );
    const wall = await wallOfActions({}, [...messages].reverse());
    expect(wall.notices('message')).toHaveLength(config.actions.noticesShown);
    expect(wall.page.get('[data-testid="more-notices"]').text()).toBe('And 2 more');
  });

  it('that are put aside stay so when the page is loaded anew, and settle nothing', async () => {
    const open = [studentMessageFor('m'), callFor('call')];
    const wall = await wallOfActions({}, open);
    await wall.notices('message')[0]?.get('[data-testid="notice-dismiss"]').trigger('click');
    await wall.notices('call')[0]?.get('[data-testid="notice-dismiss"]').trigger('click');
    expect(wall.page.findAll('[data-testid="action-notice"]')).toHaveLength(0);
    expect(wall.tile('a').find('[data-mark="unread"]').exists()).toBe(true);
    expect(wall.tile('a').find('[data-mark="call"]').exists()).toBe(true);
    expect(wall.link.asked.filter((call) => call.startsWith('progress'))).toEqual([]);
    wall.wrapper.unmount();

    const anew = await wallOfActions({}, [...open, studentMessageFor('later', { at: 9_000 })]);
    expect(anew.notices('call')).toHaveLength(0);
    expect(anew.notices('message')).toHaveLength(1);
  });

  it('are remembered as put aside in bounds, whatever lies in the storage', () => {
    sessionStorage.setItem('invigil.dismissed-notices', '{"not":"a list"}');
    const dismissed = new DismissedNotices(2);
    for (const key of ['1', '2', '3']) dismissed.add(key);
    expect(['1', '2', '3'].map((key) => dismissed.has(key))).toEqual([false, true, true]);
    expect(new DismissedNotices(2).has('3')).toBe(true);
  });

  it("that one's own action is not possible can be put aside, and come again", async () => {
    const wall = await wallOfActions({ state: 'submitted' });
    wall.acting.begin('warn', 'a');
    await expect.poll(() => wall.notices('impossible').length).toBe(1);
    await wall.notices('impossible')[0]?.get('[data-testid="notice-dismiss"]').trigger('click');
    expect(wall.notices('impossible')).toHaveLength(0);
    wall.acting.begin('warn', 'a');
    await expect.poll(() => wall.notices('impossible').length).toBe(1);
  });

  it("are nothing of what others did that is not this one's to answer", async () => {
    const wall = await wallOfActions({}, [actionFor('w')]);
    expect(wall.page.findAll('[data-testid="action-notice"]')).toHaveLength(0);
  });
});

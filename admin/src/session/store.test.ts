import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeRest, problemResponse } from '../testing/index.ts';
import { onMarkedElsewhere } from './signed-in-mark.ts';
import { useSession } from './store.ts';

const ada = { id: 's1', username: 'ada', role: 'admin' };
const mark = 'invigil.signed_in';

beforeEach(() => {
  setActivePinia(createPinia());
  localStorage.clear();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('the session', () => {
  it('is not asked for where nobody has signed in', async () => {
    const calls = fakeRest(() => ada);
    await expect(useSession().restore()).resolves.toBe('nobody');
    expect(calls).toEqual([]);
  });

  it('is found again once somebody has signed in, and asked for once', async () => {
    const calls = fakeRest(() => ada);
    await useSession().signIn({ username: 'ada', password: 'secret' });
    setActivePinia(createPinia());
    await expect(useSession().restore()).resolves.toBe('signed_in');
    await expect(useSession().restore()).resolves.toBe('signed_in');
    expect(useSession().staff).toEqual(ada);
    expect(calls.map(({ path }) => path)).toEqual(['/api/staff/login', '/api/staff/me']);
  });

  it('says that it has ended, once', async () => {
    localStorage.setItem(mark, '1');
    fakeRest(() => problemResponse(401, 'not_signed_in', 'Over.'));
    await expect(useSession().restore()).resolves.toBe('ended');
    await expect(useSession().restore()).resolves.toBe('nobody');
  });

  it('stays what it is while the server cannot be asked', async () => {
    localStorage.setItem(mark, '1');
    fakeRest(() => 'no network');
    await expect(useSession().restore()).rejects.toMatchObject({ reason: 'unreachable' });
    expect(localStorage.getItem(mark)).toBe('1');
  });

  it('is asked for where nothing can be remembered', async () => {
    vi.spyOn(Storage.prototype, 'getItem').mockImplementation(() => {
      throw new DOMException('forbidden', 'SecurityError');
    });
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('forbidden', 'SecurityError');
    });
    fakeRest(() => ada);
    await expect(useSession().restore()).resolves.toBe('signed_in');
  });

  it('is over after signing out, and not before the server says so', async () => {
    fakeRest(({ path }) => (path.endsWith('logout') ? 'no network' : ada));
    await useSession().signIn({ username: 'ada', password: 'secret' });
    await expect(useSession().signOut()).rejects.toMatchObject({ reason: 'unreachable' });
    expect(useSession().staff).toEqual(ada);
    fakeRest(() => new Response(null, { status: 204 }));
    await useSession().signOut();
    expect(useSession().staff).toBeNull();
    await expect(useSession().restore()).resolves.toBe('nobody');
  });
});

describe('what another tab does', () => {
  it('is heard of', () => {
    const heard: boolean[] = [];
    const stop = onMarkedElsewhere((signedIn) => heard.push(signedIn));
    const tell = (key: string | null, newValue: string | null) =>
      window.dispatchEvent(new StorageEvent('storage', { key, newValue }));
    tell(mark, '1');
    tell(mark, null);
    tell(null, null);
    tell('another', null);
    stop();
    tell(mark, '1');
    expect(heard).toEqual([true, false, false]);
  });
});

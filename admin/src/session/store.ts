import {
  may,
  type Capability,
  type LoginRequest,
  type NewAccount,
  type SetupRequest,
  type Staff,
} from '@invigil/shared-types';
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { api, RequestFailure } from '../api/index.ts';
import { markSignedIn, mayBeSignedIn } from './signed-in-mark.ts';

/** Whether somebody is signed in. `ended`: somebody was, until just now. */
export type Presence = 'signed_in' | 'nobody' | 'ended';

/** Who is signed in, shared by every page. */
export const useSession = defineStore('session', () => {
  const staff = shallowRef<Staff | null>(null);

  /**
   * Finds out once whether a session is there already.
   * @throws RequestFailure where that could not be found out
   */
  async function restore(): Promise<Presence> {
    if (staff.value !== null) return 'signed_in';
    if (!mayBeSignedIn()) return 'nobody';
    try {
      came(await api.me());
      return 'signed_in';
    } catch (error) {
      if (!(error instanceof RequestFailure) || error.reason !== 'not_signed_in') throw error;
      forget();
      return 'ended';
    }
  }

  function came(somebody: Staff): void {
    staff.value = somebody;
    markSignedIn(true);
  }

  async function signIn(request: LoginRequest): Promise<void> {
    came(await api.login(request));
  }

  /** Makes the first account of all, and is signed in with it. */
  async function setUp(request: SetupRequest): Promise<void> {
    came(await api.setUp(request));
  }

  /** Makes the account that an invitation is for, and is signed in with it. */
  async function join(token: string, account: NewAccount): Promise<void> {
    came(await api.join(token, account));
  }

  /**
   * Asks again who is signed in: the role may be another one by now.
   * @throws RequestFailure where that could not be found out
   */
  async function renew(): Promise<void> {
    const now = await api.me();
    // Somebody who has signed out meanwhile stays so.
    if (staff.value !== null) staff.value = now;
  }

  /** Whether whoever is signed in may do that. Reactive. */
  const mayDo = (capability: Capability): boolean =>
    staff.value !== null && may(staff.value.role, capability);

  async function signOut(): Promise<void> {
    await api.logout();
    forget();
  }

  /** The server ended the session, or another tab did. */
  function forget(): void {
    staff.value = null;
    markSignedIn(false);
  }

  return { staff, mayDo, restore, renew, signIn, setUp, join, signOut, forget };
});

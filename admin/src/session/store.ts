import type { LoginRequest, Staff } from '@invigil/shared-types';
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
      staff.value = await api.me();
      markSignedIn(true);
      return 'signed_in';
    } catch (error) {
      if (!(error instanceof RequestFailure) || error.reason !== 'not_signed_in') throw error;
      forget();
      return 'ended';
    }
  }

  async function signIn(request: LoginRequest): Promise<void> {
    staff.value = await api.login(request);
    markSignedIn(true);
  }

  async function signOut(): Promise<void> {
    await api.logout();
    forget();
  }

  /** The server ended the session, or another tab did. */
  function forget(): void {
    staff.value = null;
    markSignedIn(false);
  }

  return { staff, restore, signIn, signOut, forget };
});

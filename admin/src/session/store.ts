import type { LoginRequest, Staff } from '@invigil/shared-types';
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { api, RequestFailure } from '../api/index.ts';

/** Who is signed in, shared by every page. */
export const useSession = defineStore('session', () => {
  const staff = shallowRef<Staff | null>(null);

  /**
   * Finds out once whether a session is there already.
   * @throws RequestFailure where that could not be found out
   */
  async function restore(): Promise<boolean> {
    if (staff.value !== null) return true;
    try {
      staff.value = await api.me();
      return true;
    } catch (error) {
      if (error instanceof RequestFailure && error.reason === 'not_signed_in') return false;
      throw error;
    }
  }

  async function signIn(request: LoginRequest): Promise<void> {
    staff.value = await api.login(request);
  }

  async function signOut(): Promise<void> {
    await api.logout();
    staff.value = null;
  }

  /** The server ended the session. */
  function forget(): void {
    staff.value = null;
  }

  return { staff, restore, signIn, signOut, forget };
});

import type { Exam, Receipt, ReceiptAppeal } from '@invigil/shared-types';
import { enrolRequestSchema, isOver } from '@invigil/shared-types';
import { shallowRef, type ShallowRef } from 'vue';
import type { RequestFailure } from '../api/index.ts';
import { api, toFailure } from '../api/index.ts';

export type ReceiptState =
  | { readonly phase: 'loading' }
  /** The link's code is none that this server knows. */
  | { readonly phase: 'unknown' }
  | {
      readonly phase: 'not_over';
      readonly exam: Pick<Exam, 'title' | 'opensAt' | 'closesAt' | 'timeZone' | 'contact'>;
    }
  | { readonly phase: 'shown'; readonly receipt: Receipt }
  | { readonly phase: 'failed'; readonly failure: RequestFailure };

export interface ReceiptDesk {
  readonly state: Readonly<ShallowRef<ReceiptState>>;
  readonly again: () => void;
  /** @throws RequestFailure */
  readonly picture: (incidentId: string, evidenceId: string) => Promise<Blob>;
  /** Says something about an incident. @returns why it could not be sent; null once it is */
  readonly appeal: (incidentId: string, text: string) => Promise<RequestFailure | null>;
}

/** What a student sees of an attempt that is over, by the code of their personal link. */
export function useReceipt(code: string): ReceiptDesk {
  const state = shallowRef<ReceiptState>({ phase: 'loading' });
  let token: string | null = null;

  async function open(): Promise<void> {
    if (!enrolRequestSchema.safeParse({ code }).success) {
      state.value = { phase: 'unknown' };
      return;
    }
    try {
      const enrolment = await api.enrol(code);
      token = enrolment.token;
      state.value = isOver(enrolment.attempt.state)
        ? { phase: 'shown', receipt: await api.receipt(enrolment.token) }
        : { phase: 'not_over', exam: enrolment.exam };
    } catch (error) {
      const failure = toFailure(error);
      state.value =
        failure.reason === 'unknown_code' || failure.reason === 'unknown_attempt'
          ? { phase: 'unknown' }
          : { phase: 'failed', failure };
    }
  }

  /** With a token that is good: they last for a while, and somebody may write for longer than that. */
  async function withToken<T>(request: (token: string) => Promise<T>): Promise<T> {
    token ??= (await api.enrol(code)).token;
    try {
      return await request(token);
    } catch (error) {
      if (toFailure(error).reason !== 'token_expired') throw error;
      token = (await api.enrol(code)).token;
      return request(token);
    }
  }

  function put(incidentId: string, appeal: ReceiptAppeal): void {
    if (state.value.phase !== 'shown') return;
    const { receipt } = state.value;
    const incidents = receipt.incidents.map((one) =>
      one.incident.id === incidentId ? { ...one, appeal } : one,
    );
    state.value = { phase: 'shown', receipt: { ...receipt, incidents } };
  }

  void open();

  return {
    state,
    again() {
      state.value = { phase: 'loading' };
      void open();
    },
    picture: (incidentId, evidenceId) =>
      withToken((good) => api.receiptPicture(good, incidentId, evidenceId)),
    async appeal(incidentId, text) {
      try {
        put(incidentId, await withToken((good) => api.appeal(good, incidentId, text)));
        return null;
      } catch (error) {
        return toFailure(error);
      }
    },
  };
}

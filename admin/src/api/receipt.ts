import {
  enrolmentSchema,
  receiptAppealSchema,
  receiptSchema,
  type Enrolment,
  type Receipt,
  type ReceiptAppeal,
} from '@invigil/shared-types';
import { call, callForPicture } from './call.ts';

const ofIncident = (incidentId: string, rest: string): string =>
  `/api/student/incidents/${encodeURIComponent(incidentId)}${rest}`;

/** What a student asks for, with their exam token. Every method rejects with a `RequestFailure`. */
export const receiptCalls = {
  /** The code of a student's personal link for an exam token. */
  enrol: (code: string): Promise<Enrolment> =>
    call({ method: 'POST', path: '/api/enrol', reply: enrolmentSchema, body: { code } }),

  receipt: (token: string): Promise<Receipt> =>
    call({ method: 'GET', path: '/api/student/receipt', reply: receiptSchema, token }),

  receiptPicture: (token: string, incidentId: string, evidenceId: string): Promise<Blob> =>
    callForPicture(ofIncident(incidentId, `/pictures/${encodeURIComponent(evidenceId)}`), token),

  /** Answers an incident; again replaces what was said. */
  appeal: (token: string, incidentId: string, text: string): Promise<ReceiptAppeal> =>
    call({
      method: 'PUT',
      path: ofIncident(incidentId, '/appeal'),
      reply: receiptAppealSchema,
      body: { text },
      token,
    }),
};

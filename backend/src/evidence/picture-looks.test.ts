import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audited, requestsOf, satExam, type SatExam } from '../../test-support/after-exam.ts';
import { violationWith } from '../../test-support/incidents.ts';
import { sha256 } from '../../test-support/pictures.ts';
import { TestServer } from '../../test-support/server.ts';
import type { AuditRecord } from '../audit/index.ts';
import { PictureLooks } from './picture-looks.ts';

describe('looks at a picture', () => {
  const ida = { id: 's1', username: 'ida', role: 'owner' } as const;
  const kim = { id: 's2', username: 'kim', role: 'reviewer' } as const;
  const incident = violationWith({ id: 'i1' });

  function looksWith(known = 10) {
    const told: AuditRecord[] = [];
    const audit = { write: (record: AuditRecord) => void told.push(record) };
    return { looks: new PictureLooks(audit, { auditEveryMs: 600, known }), told };
  }

  it('are on record by person and picture, once in a while', () => {
    const { looks, told } = looksWith();
    looks.looked(ida, incident, 'e1', 1000);
    looks.looked(ida, incident, 'e1', 1599);
    looks.looked(kim, incident, 'e1', 1599);
    looks.looked(ida, incident, 'e2', 1599);
    looks.looked(ida, incident, 'e1', 1600);
    looks.looked(ida, incident, 'e1', 2199);
    expect(told.map(({ at, who, detail }) => [at, who, detail['evidenceId']])).toEqual([
      [1000, { kind: 'staff', staffId: 's1', name: 'ida' }, 'e1'],
      [1599, { kind: 'staff', staffId: 's2', name: 'kim' }, 'e1'],
      [1599, { kind: 'staff', staffId: 's1', name: 'ida' }, 'e2'],
      [1600, { kind: 'staff', staffId: 's1', name: 'ida' }, 'e1'],
    ]);
    expect(told[0]).toMatchObject({
      what: 'picture_viewed',
      attemptId: incident.attemptId,
      detail: { incidentId: 'i1', type: 'no_face' },
    });
  });

  it('that are forgotten for want of room are on record anew, the oldest first', () => {
    const { looks, told } = looksWith(2);
    for (const evidenceId of ['e1', 'e2', 'e3', 'e3', 'e2', 'e1']) {
      looks.looked(ida, incident, evidenceId, 1000);
    }
    expect(told.map(({ detail }) => detail['evidenceId'])).toEqual(['e1', 'e2', 'e3', 'e1']);
  });
});

describe('GET /api/incidents/:incidentId/pictures/:evidenceId', () => {
  let server: TestServer;
  let exam: SatExam;
  beforeAll(async () => {
    server = await TestServer.start();
    exam = await satExam(server);
  });
  afterAll(() => server.close());
  const addressOf = ({ confirmation: { incidentId, evidence } }: SatExam) =>
    `/api/incidents/${incidentId}/pictures/${evidence.id}`;

  it('shows a picture to staff, and puts the look on record', async () => {
    const as = requestsOf(server, { cookie: exam.cookie });
    for (let times = 0; times < 3; times += 1) {
      const response = await as.send('GET', addressOf(exam));
      expect(response.headers.get('content-type')).toBe('image/jpeg');
      expect(response.headers.get('cache-control')).toBe('private, no-store');
      const bytes = Buffer.from(await response.arrayBuffer());
      expect(sha256(bytes)).toBe(exam.confirmation.evidence.sha256);
    }
    const looks = await audited(server, exam, 'picture_viewed');
    expect(looks).toMatchObject([
      {
        who: { kind: 'staff' },
        attemptId: exam.student.attemptId,
        particulars: {
          detail: {
            incidentId: exam.confirmation.incidentId,
            evidenceId: exam.confirmation.evidence.id,
          },
        },
      },
    ]);
  });

  it('is for staff alone', async () => {
    const nobody = requestsOf(server, {});
    expect(await nobody.refused('GET', addressOf(exam))).toEqual([401, 'not_signed_in']);
    const { token } = exam.student.enrolment;
    const student = requestsOf(server, { authorization: `Bearer ${token}` });
    expect(await student.refused('GET', addressOf(exam))).toEqual([401, 'not_signed_in']);
  });

  it('shows no picture but the incident’s own, and puts nothing on record', async () => {
    const other = await satExam(server);
    const as = requestsOf(server, { cookie: other.cookie });
    const { incidentId, evidence } = exam.confirmation;
    const strange = [
      `/api/incidents/${other.confirmation.incidentId}/pictures/${evidence.id}`,
      `/api/incidents/${incidentId}/pictures/${other.confirmation.evidence.id}`,
      `/api/incidents/none/pictures/${evidence.id}`,
      `/api/incidents/${incidentId}/pictures/..%2F..%2Ftoken-secret`,
      `/api/incidents/${'a'.repeat(65)}/pictures/${evidence.id}`,
      `/api/evidence/${evidence.id}`,
    ];
    for (const address of strange) {
      expect(await as.refused('GET', address)).toEqual([404, 'not_found']);
    }
    expect(await audited(server, other, 'picture_viewed')).toEqual([]);
  });

  it('is gone with its picture', async () => {
    const over = await satExam(server);
    await server.running.stores.evidence.delete(over.confirmation.evidence.id);
    const as = requestsOf(server, { cookie: over.cookie });
    expect(await as.refused('GET', addressOf(over))).toEqual([404, 'not_found']);
    expect(await audited(server, over, 'picture_viewed')).toEqual([]);
  });
});

import type { AgentTroubleReason, TechnicalIncident } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import { openRecord, type OnRecord } from '../../../test-support/on-record.ts';
import { TechnicalDesk } from './technical-desk.ts';

const start = 1_700_000_000_000;
const ada = { attemptId: 'ada', examId: 'exam' };
const bob = { attemptId: 'bob', examId: 'exam' };

function openDesk(record: OnRecord = openRecord()) {
  return { desk: new TechnicalDesk(record), record };
}

/** Type, cause, and when it began and ended, in seconds since the start. */
async function spans(record: OnRecord, attemptId = 'ada') {
  const stored = await record.incidents.listByAttempt(attemptId);
  const seconds = (time: number) => (time - start) / 1000;
  return stored
    .filter((incident): incident is TechnicalIncident => incident.kind === 'technical')
    .map(({ type, cause, capturedAt, endedAt }) => [
      type,
      cause,
      seconds(capturedAt),
      endedAt === null ? null : seconds(endedAt),
    ])
    .reverse();
}

describe('what is technically wrong', () => {
  it('is a span from its beginning to its end, and never scores', async () => {
    const { desk, record } = openDesk();
    await desk.began(ada, 'agent_silent', null, start + 10_000, start);
    expect(await spans(record)).toEqual([['agent_silent', null, 0, null]]);
    await desk.ended('ada', 'agent_silent', start + 25_000);
    expect(await spans(record)).toEqual([['agent_silent', null, 0, 25]]);
    expect(record.judged.at(-1)?.judgement.score.value).toBe(0);
    expect(record.lines).toMatchObject([
      { kind: 'technical_began', at: start + 10_000, type: 'agent_silent' },
      { kind: 'technical_ended', at: start + 25_000, detail: { lastedMs: 25_000 } },
    ]);
  });

  it('is one span however often it is told, also all at once and after a restart', async () => {
    const { desk, record } = openDesk();
    await Promise.all([
      desk.began(ada, 'network_lost', null, start),
      desk.began(ada, 'network_lost', null, start),
    ]);
    const again = openDesk(record.afterRestart());
    await again.desk.began(ada, 'network_lost', null, start + 5000);
    await again.desk.ended('ada', 'network_lost', start + 9000);
    await again.desk.ended('ada', 'network_lost', start + 99_000);
    expect(await spans(record)).toEqual([['network_lost', null, 0, 9]]);
    expect(record.lines).toHaveLength(1);
    expect(again.record.lines).toHaveLength(1);
  });

  it('begins anew after it was over', async () => {
    const { desk, record } = openDesk();
    await desk.told(ada, 'camera_muted', start);
    await desk.told(ada, null, start + 1000);
    await desk.told(ada, 'camera_muted', start + 2000);
    expect(await spans(record)).toEqual([
      ['camera_lost', 'camera_muted', 0, 1],
      ['camera_lost', 'camera_muted', 2, null],
    ]);
  });

  it('never ends before it began', async () => {
    const { desk, record } = openDesk();
    await desk.began(ada, 'camera_lost', 'camera_lost', start + 1000);
    await desk.endAll('ada', start);
    expect(await spans(record)).toEqual([['camera_lost', 'camera_lost', 1, 1]]);
  });

  it('is over when the student is gone, and only theirs', async () => {
    const { desk, record } = openDesk();
    await desk.began(ada, 'agent_silent', null, start);
    await desk.told(ada, 'camera_in_use', start);
    await desk.told(bob, 'camera_in_use', start);
    await desk.endAll('ada', start + 3000);
    expect((await spans(record)).map((span) => span[3])).toEqual([3, 3]);
    expect(await spans(record, 'bob')).toEqual([['camera_lost', 'camera_in_use', 0, null]]);
  });
});

describe('what an agent says', () => {
  it('next ends what it said before', async () => {
    const { desk, record } = openDesk();
    const said: (AgentTroubleReason | null)[] = [
      'analysis_slow',
      'camera_lost',
      // The same thing for another cause: one span.
      'camera_muted',
      'media_unavailable',
      null,
    ];
    for (const [index, reason] of said.entries()) {
      await desk.told(ada, reason, start + index * 1000);
    }
    expect(await spans(record)).toEqual([
      ['analysis_slow', 'analysis_slow', 0, 1],
      ['camera_lost', 'camera_lost', 1, 3],
      ['network_lost', 'media_unavailable', 3, 4],
    ]);
  });

  it('does not end what the server noticed', async () => {
    const { desk, record } = openDesk();
    await desk.began(ada, 'agent_silent', null, start);
    await desk.told(ada, 'analysis_slow', start + 1000);
    await desk.told(ada, null, start + 2000);
    expect((await spans(record))[0]).toEqual(['agent_silent', null, 0, null]);
  });
});

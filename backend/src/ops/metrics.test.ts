import { once } from 'node:events';
import { createServer } from 'node:http';
import type { OperatingMode } from '@invigil/shared-types';
import express, { type RequestHandler } from 'express';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openLog } from './log.ts';
import { countRefusals, metricsRoute } from './metrics-routes.ts';
import { Metrics } from './metrics.ts';
import { problemHandler } from './problem.ts';
import { Refusal } from './refusal.ts';

const health = {
  ledger: { kind: 'redis', mode: 'degraded', since: 1 },
  connections: { agents: 7, walls: 2 },
  sfu: {
    workers: 2,
    routers: 1,
    transports: 9,
    producers: 7,
    consumers: 4,
    pipes: 1,
    pendingConsumers: 3,
    asleep: 0,
    checks: 0,
  },
} as const;

/** The product's own figures: name with labels → value. */
async function figures(metrics: Metrics): Promise<Record<string, number>> {
  const lines = (await metrics.read()).split('\n').filter((line) => line.startsWith('invigil_'));
  return Object.fromEntries(
    lines.map((line) => {
      const space = line.lastIndexOf(' ');
      return [line.slice('invigil_'.length, space), Number(line.slice(space + 1))];
    }),
  );
}

describe('the figures', () => {
  it('count what the event log says', async () => {
    const metrics = new Metrics();
    const observe = (kind: Parameters<Metrics['observe']>[0]['kind'], reason?: string): void =>
      metrics.observe({ kind, type: 'no_face', reason: reason ?? null });
    observe('claimed');
    observe('claimed');
    observe('suppressed', 'counted_before');
    observe('confirmed');
    observe('unproven');
    observe('rejected', 'replayed');
    observe('refused', 'claim_too_short');
    metrics.observe({ kind: 'refused', type: null, reason: 'rate_limited' });
    metrics.observe({ kind: 'page_event', type: 'paste', reason: null });
    metrics.observe({ kind: 'technical_began', type: 'camera_lost', reason: 'camera_muted' });
    metrics.observe({ kind: 'noted', type: 'background_face', reason: null });
    metrics.observe({ kind: 'contradicted', type: 'agent_contradicted', reason: 'second_face' });
    observe('warned');
    observe('warning_withheld', 'too_soon');
    observe('warning_withheld', 'same_type');
    // Counted elsewhere, or nothing to count.
    observe('looked');
    observe('reviewed');
    const counted = Object.entries(await figures(metrics)).filter(([, value]) => value > 0);
    expect(Object.fromEntries(counted)).toEqual({
      'claims_total{outcome="claimed",type="no_face"}': 2,
      'claims_total{outcome="suppressed",type="no_face"}': 1,
      'claims_total{outcome="confirmed",type="no_face"}': 1,
      'claims_total{outcome="unproven",type="no_face"}': 1,
      'claims_total{outcome="rejected",type="no_face"}': 1,
      'refused_total{reason="claim_too_short"}': 1,
      'refused_total{reason="rate_limited"}': 1,
      'page_events_total{type="paste"}': 1,
      'technical_incidents_total{type="camera_lost"}': 1,
      'notes_total{type="background_face"}': 1,
      'contradictions_total{kind="second_face"}': 1,
      'warnings_total{outcome="shown"}': 1,
      'warnings_total{outcome="withheld"}': 2,
    });
  });

  it('count what the witness and the ledger tell', async () => {
    const metrics = new Metrics();
    metrics.witness.onStill('taken', 80);
    metrics.witness.onStill('no_key_frame', 3000);
    metrics.witness.onStill('busy', 0);
    metrics.witness.onLook('agrees');
    metrics.ledgerChanged('failed');
    metrics.ledgerChanged('failed');
    expect(await figures(metrics)).toMatchObject({
      'stills_total{outcome="taken"}': 1,
      'stills_total{outcome="no_key_frame"}': 1,
      'stills_total{outcome="busy"}': 1,
      'still_seconds_bucket{le="0.075",outcome="taken"}': 0,
      'still_seconds_bucket{le="0.1",outcome="taken"}': 1,
      'still_seconds_count{outcome="failed"}': 2,
      'looks_total{verdict="agrees"}': 1,
      'ledger_mode_changes_total{event="failed"}': 2,
    });
  });

  it('count what walls tell of their videos', async () => {
    const metrics = new Metrics();
    metrics.streamPhases({
      changes: [
        { from: 'attaching', event: 'frame_painted', count: 24 },
        { from: 'playing', event: 'stalled', count: 2 },
      ],
      firstFrameMs: [180, 420, 7000],
    });
    metrics.streamPhases({
      changes: [{ from: 'playing', event: 'stalled', count: 1 }],
      firstFrameMs: [],
    });
    expect(await figures(metrics)).toMatchObject({
      'wall_stream_phase_changes_total{from="attaching",event="frame_painted"}': 24,
      'wall_stream_phase_changes_total{from="playing",event="stalled"}': 3,
      'wall_first_frame_seconds_bucket{le="0.2"}': 1,
      'wall_first_frame_seconds_bucket{le="0.5"}': 2,
      'wall_first_frame_seconds_bucket{le="+Inf"}': 3,
    });
  });

  it('count what the fan-out tells', async () => {
    const metrics = new Metrics();
    metrics.fanOut.onSent('in_step');
    metrics.fanOut.onSent('in_step');
    metrics.fanOut.onSent('coalesced');
    metrics.fanOut.onDropped();
    metrics.fanOut.onAcknowledged(20);
    expect(await figures(metrics)).toMatchObject({
      'fan_out_batches_total{how="in_step"}': 2,
      'fan_out_batches_total{how="coalesced"}': 1,
      fan_out_dropped_total: 1,
      'fan_out_acknowledged_seconds_bucket{le="0.01"}': 0,
      'fan_out_acknowledged_seconds_bucket{le="0.025"}': 1,
    });
  });

  it('say how things stand when they are read, and not before', async () => {
    const metrics = new Metrics();
    let mode: OperatingMode = 'degraded';
    let written = 100;
    metrics.collectFrom(() => ({
      ...health,
      ledger: { ...health.ledger, mode },
      eventLog: { buffered: 5, written, dropped: 1 },
      spotCheckIntervalMs: 45_000,
    }));
    const first = {
      'ledger_mode{mode="normal"}': 0,
      'ledger_mode{mode="degraded"}': 1,
      'ledger_mode{mode="recovering"}': 0,
      'connections{of="agents"}': 7,
      'connections{of="walls"}': 2,
      'sfu{what="producers"}': 7,
      'sfu{what="pendingConsumers"}': 3,
      spot_check_interval_seconds: 45,
      event_log_buffered: 5,
      'event_log_lines_total{outcome="written"}': 100,
      'event_log_lines_total{outcome="dropped"}': 1,
    };
    expect(await figures(metrics)).toMatchObject(first);
    expect(await figures(metrics)).toMatchObject(first);
    mode = 'normal';
    written = 130;
    expect(await figures(metrics)).toMatchObject({
      'ledger_mode{mode="normal"}': 1,
      'ledger_mode{mode="degraded"}': 0,
      'event_log_lines_total{outcome="written"}': 130,
    });
  });

  it('are of one server alone', async () => {
    const [one, other] = [new Metrics(), new Metrics()];
    one.evidenceRefused('evidence_replayed');
    expect(await figures(one)).toHaveProperty(
      ['evidence_refused_total{reason="evidence_replayed"}'],
      1,
    );
    expect(await one.read()).toContain('process_cpu_seconds_total');
    expect(Object.keys(await figures(other))).not.toContain(
      'evidence_refused_total{reason="evidence_replayed"}',
    );
  });
});

describe('GET /metrics', () => {
  const token = 'a token of enough characters';
  const onlyIda: RequestHandler = async (request, _response, next) => {
    await Promise.resolve();
    if (request.headers.cookie !== 'session=ida') throw new Refusal('not_signed_in');
    next();
  };

  async function serve(options: { token: string | undefined }) {
    const metrics = new Metrics();
    const app = express();
    app.get('/metrics', metricsRoute(metrics, { ...options, staffOnly: onlyIda }));
    app.post('/evidence', () => {
      throw new Refusal('evidence_not_jpeg');
    });
    app.use('/evidence', countRefusals(metrics));
    app.use(problemHandler(openLog('silent')));
    const server = createServer(app).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no TCP port');
    return (path: string, init?: RequestInit) =>
      fetch(`http://127.0.0.1:${address.port}${path}`, init);
  }
  const read = async (options: { token: string | undefined }, headers: Record<string, string>) =>
    (await serve(options))('/metrics', { headers });

  it('is for whoever brings the token', async () => {
    const secret = token.replaceAll(' ', '-');
    const response = await read({ token: secret }, { authorization: `Bearer ${secret}` });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.text()).toContain('invigil_warnings_total{outcome="shown"} 0');
  });

  it('is for staff who are signed in, with and without a token', async () => {
    for (const each of [token, undefined]) {
      expect((await read({ token: each }, { cookie: 'session=ida' })).status).toBe(200);
    }
  });

  it.each([
    ['another token', 'some-token-of-enough-characters', 'Bearer another-token-of-enough-chars'],
    ['a part of the token', 'some-token-of-enough-characters', 'Bearer some-token'],
    ['an empty token', 'some-token-of-enough-characters', 'Bearer '],
    ['another scheme', 'some-token-of-enough-characters', 'Basic some-token-of-enough-characters'],
    ['nothing at all', 'some-token-of-enough-characters', ''],
    ['a word where no token is set', undefined, 'Bearer undefined'],
    ['nothing where no token is set', undefined, 'Bearer '],
  ])('is not for %s', async (_what, expected, authorization) => {
    expect((await read({ token: expected }, { authorization })).status).toBe(401);
  });

  it('counts uploads that were refused', async () => {
    const ask = await serve({ token: undefined });
    expect((await ask('/evidence', { method: 'POST' })).status).toBe(415);
    const text = await (await ask('/metrics', { headers: { cookie: 'session=ida' } })).text();
    expect(text).toContain('invigil_evidence_refused_total{reason="evidence_not_jpeg"} 1');
  });
});

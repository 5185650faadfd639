import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  agentNamespace,
  defaultPolicy,
  examFactsOf,
  failure,
  success,
  type Reason,
  type Sitting,
  type StudentAction,
} from '@invigil/shared-types';
import { Server, type Socket } from 'socket.io';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { attemptFor, examFor } from '../../shared-types/src/testing/attempts.ts';
import { AgentLink, type LinkEvents } from './agent-link.ts';

/** The server's clock is an hour ahead of this machine's. */
const ahead = 3_600_000;
const attempt = attemptFor({ id: 'a1', examId: 'e1', state: 'in_progress' });
const exam = examFactsOf(examFor({ id: 'e1' }));
const breaks = { leftMs: 0, since: null };
const watched = { invigilators: null, lookingAtYou: null, names: [] };

const aReport = {
  ...{ capturedAt: 1, analysedAt: 1, sentAt: 1 },
  signals: { faces: 1, luma: 90, sharpness: 60, difference: 0.4, yaw: 0, pitch: 0, identity: null },
  analysis: { rate: 5, msPerFrame: 20, coreShare: 0.1, delegate: 'CPU' as const },
};

type Acknowledge = (answer: unknown) => void;

/** A gateway that keeps to the contract, with a few knobs. */
class Gateway {
  readonly #http = createServer();
  readonly #io = new Server(this.#http, { transports: ['websocket'] });
  readonly handshakes: unknown[] = [];
  readonly joins: unknown[] = [];
  sockets: Socket[] = [];
  policy = defaultPolicy;
  sitting: Sitting = { pausedAt: null, closesAt: 2, breaks };
  actions: StudentAction[] = [];
  /** Refuses connections with this reason. */
  refusal: Reason | null = null;
  /** Refuses to join with this reason. */
  joinRefusal: Reason | null = null;

  async start(): Promise<void> {
    const agents = this.#io.of(agentNamespace);
    agents.use((socket, next) => {
      this.handshakes.push(socket.handshake.auth);
      if (this.refusal === null) next();
      else next(Object.assign(new Error(), { data: failure(this.refusal).error }));
    });
    agents.on('connection', (socket) => {
      this.sockets.push(socket);
      socket.on('clock:read', (_request: unknown, answer: Acknowledge) =>
        answer(success({ serverTime: Date.now() + ahead })),
      );
      socket.on('attempt:join', (request: unknown, answer: Acknowledge) => {
        this.joins.push(request);
        if (this.joinRefusal !== null) answer(failure(this.joinRefusal));
        else {
          const serverTime = Date.now() + ahead;
          const { policy } = this;
          const { sitting, actions } = this;
          const routerRtpCapabilities = {};
          answer(
            success({
              ...{ attempt, policy, exam, sitting, actions, routerRtpCapabilities, serverTime },
              watched,
            }),
          );
        }
      });
      socket.on('report', (_request: unknown, answer: Acknowledge) => answer('nonsense'));
      // 'trouble' is never answered.
    });
    await new Promise<void>((resolve) => this.#http.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  /** Breaks all connections off, as a network does. */
  cut(): void {
    for (const socket of this.sockets) socket.conn.close();
    this.sockets = [];
  }

  async stop(): Promise<void> {
    await this.#io.close();
  }
}

let gateway: Gateway;
let link: AgentLink | undefined;
beforeEach(async () => {
  gateway = new Gateway();
  await gateway.start();
});
afterEach(async () => {
  link?.close();
  await gateway.stop();
});

function open(token = () => Promise.resolve('token')) {
  const events = {
    onState: vi.fn<LinkEvents['onState']>(),
    onJoined: vi.fn<LinkEvents['onJoined']>(),
    onStopped: vi.fn<LinkEvents['onStopped']>(),
    onWarning: vi.fn<LinkEvents['onWarning']>(),
    onPolicy: vi.fn<LinkEvents['onPolicy']>(),
    onAction: vi.fn<LinkEvents['onAction']>(),
    onSitting: vi.fn<LinkEvents['onSitting']>(),
    onMessageSeen: vi.fn<LinkEvents['onMessageSeen']>(),
    onDemand: vi.fn<LinkEvents['onDemand']>(),
    onWatched: vi.fn<LinkEvents['onWatched']>(),
    onSent: vi.fn<LinkEvents['onSent']>(),
    onMediaClosed: vi.fn<LinkEvents['onMediaClosed']>(),
  };
  const tokenRefused = vi.fn();
  const opened = new AgentLink(
    {
      serverOrigin: gateway.url,
      examId: 'e1',
      agentId: crypto.randomUUID(),
      consent: { textVersion: '1', givenAt: 1_000_000 },
      token,
      tokenRefused,
    },
    events,
  );
  link = opened;
  opened.open();
  return { link: opened, tokenRefused, ...events };
}

describe('AgentLink', () => {
  it('reads the clock, then takes the seat, with times in the server’s time', async () => {
    const { link, onJoined } = open();
    await vi.waitFor(() => expect(onJoined).toHaveBeenCalledOnce());
    expect(gateway.handshakes).toMatchObject([{ token: 'token', examId: 'e1' }]);
    expect(Math.abs(link.toServerTime(0) - ahead)).toBeLessThan(100);
    const [join] = gateway.joins as { consentGivenAt: number }[];
    expect(Math.abs((join?.consentGivenAt ?? 0) - 1_000_000 - ahead)).toBeLessThan(100);
  });

  it('comes back after a break and joins again', async () => {
    const { link, onJoined, onState } = open();
    await vi.waitFor(() => expect(onJoined).toHaveBeenCalledTimes(1));
    gateway.cut();
    await vi.waitFor(() => expect(onJoined).toHaveBeenCalledTimes(2), 5000);
    expect(link.state).toBe('joined');
    expect(onState.mock.calls.flat()).toEqual([
      ...['connecting', 'joined', 'waiting', 'connecting', 'joined'],
    ]);
  });

  it('hears the exam’s policy with every joining', async () => {
    const { onJoined } = open();
    await vi.waitFor(() => expect(onJoined).toHaveBeenCalledTimes(1));
    gateway.policy = { ...defaultPolicy, version: 2 };
    gateway.cut();
    await vi.waitFor(() => expect(onJoined).toHaveBeenCalledTimes(2), 5000);
    expect(onJoined.mock.calls.map(([{ policy }]) => policy.version)).toEqual([1, 2]);
  });

  it('counts what it has sent, and nothing that it could not send', async () => {
    const { link, onJoined, onSent } = open();
    await link.request('trouble', { reason: null });
    expect(onSent).not.toHaveBeenCalled();
    await vi.waitFor(() => expect(onJoined).toHaveBeenCalled());
    expect(onSent.mock.calls.map(([kind]) => kind)).toContain('attempt:join');
    await link.request('report', aReport);
    const bytes = JSON.stringify(['report', aReport]).length;
    expect(onSent).toHaveBeenLastCalledWith('report', aReport, bytes);
  });

  it('hears who watches', async () => {
    const { onJoined, onWatched } = open();
    await vi.waitFor(() => expect(onJoined).toHaveBeenCalled());
    const told = { invigilators: 2, lookingAtYou: 1, names: [] };
    gateway.sockets.at(-1)?.emit('watched', told);
    await vi.waitFor(() => expect(onWatched).toHaveBeenCalledExactlyOnceWith(told));
  });

  it('keeps calling a server that is not there', async () => {
    let reachable = false;
    const token = vi.fn(() =>
      reachable
        ? Promise.resolve('t')
        : Promise.reject(Object.assign(new Error(), { reason: null })),
    );
    const { onJoined } = open(token);
    await vi.waitFor(() => expect(token.mock.calls.length).toBeGreaterThan(1), 5000);
    reachable = true;
    await vi.waitFor(() => expect(onJoined).toHaveBeenCalled(), 10_000);
  });

  it.each(['attempt_over', 'attempt_ended', 'attempt_elsewhere', 'exam_not_open'] as const)(
    'stops for good when told: %s',
    async (reason) => {
      gateway.joinRefusal = reason;
      const { link, onStopped, onJoined } = open();
      await vi.waitFor(() => expect(onStopped).toHaveBeenCalledExactlyOnceWith(reason));
      expect(link.state).toBe('stopped');
      expect(onJoined).not.toHaveBeenCalled();
    },
  );

  it('stops when another place took over', async () => {
    const { onJoined, onStopped } = open();
    await vi.waitFor(() => expect(onJoined).toHaveBeenCalled());
    gateway.sockets[0]?.emit('superseded', {});
    await vi.waitFor(() => expect(onStopped).toHaveBeenCalledExactlyOnceWith('superseded'));
  });

  it('asks for one new token when the server refuses the old one, and then gives up', async () => {
    gateway.refusal = 'token_expired';
    const { tokenRefused, onStopped } = open();
    await vi.waitFor(
      () => expect(onStopped).toHaveBeenCalledExactlyOnceWith('token_expired'),
      5000,
    );
    expect(tokenRefused).toHaveBeenCalledOnce();
    expect(gateway.handshakes).toHaveLength(2);
  });

  it('turns nonsense, silence and absence into failures with a reason', async () => {
    const { link, onJoined } = open();
    expect(await link.request('report', aReport)).toMatchObject({ error: { reason: 'no_answer' } });
    await vi.waitFor(() => expect(onJoined).toHaveBeenCalled());
    expect(await link.request('report', aReport)).toMatchObject({ error: { reason: 'internal' } });
    const silence = link.request('trouble', { reason: null });
    expect(await silence).toMatchObject({ error: { reason: 'no_answer' } });
  });

  it('hands on what the exam looks for from now on', async () => {
    const { onJoined, onPolicy } = open();
    await vi.waitFor(() => expect(onJoined).toHaveBeenCalled());
    const policy = { ...defaultPolicy, version: 7 };
    gateway.sockets[0]?.emit('policy', { policy: { version: 'none' }, exam });
    gateway.sockets[0]?.emit('policy', { policy, exam });
    await vi.waitFor(() => expect(onPolicy).toHaveBeenCalledExactlyOnceWith({ policy, exam }));
  });

  it('hands on how the attempt stands once the exam was changed', async () => {
    const { onJoined, onSitting } = open();
    await vi.waitFor(() => expect(onJoined).toHaveBeenCalled());
    const sitting = { pausedAt: null, closesAt: 9_000_000, breaks: { leftMs: 0, since: null } };
    gateway.sockets[0]?.emit('sitting', { sitting: null });
    gateway.sockets[0]?.emit('sitting', { sitting });
    await vi.waitFor(() => expect(onSitting).toHaveBeenCalledExactlyOnceWith(sitting));
  });

  it('hands warnings on, and drops what is none', async () => {
    const { onJoined, onWarning } = open();
    await vi.waitFor(() => expect(onJoined).toHaveBeenCalled());
    const warning = { incidentId: 'i1', type: 'no_face', title: 'T', text: 'U', seenAt: 1 };
    gateway.sockets[0]?.emit('warning', { incidentId: 'i0' });
    gateway.sockets[0]?.emit('warning', warning);
    await vi.waitFor(() => expect(onWarning).toHaveBeenCalledExactlyOnceWith(warning));
  });

  it('learns with every joining how the attempt stands and what is open', async () => {
    const ask: StudentAction = { actionId: 'x1', at: 1, content: { kind: 'ask', text: 'Hello?' } };
    gateway.sitting = { pausedAt: 1, closesAt: 3, breaks };
    gateway.actions = [ask];
    const { onJoined } = open();
    await vi.waitFor(() => expect(onJoined).toHaveBeenCalled());
    expect(onJoined.mock.calls[0]?.[0]).toMatchObject({ sitting: gateway.sitting, actions: [ask] });
  });

  it('hands on what invigilators do, what they have seen and how much video they want', async () => {
    const { onJoined, onAction, onMessageSeen, onDemand } = open();
    await vi.waitFor(() => expect(onJoined).toHaveBeenCalled());
    const [socket] = gateway.sockets;
    const action = { actionId: 'x1', at: 1, content: { kind: 'pause' } };
    const sitting = { pausedAt: 1, closesAt: 3, breaks };
    const messageId = crypto.randomUUID();
    socket?.emit('action', { action: { ...action, content: { kind: 'shout' } }, sitting });
    // A reason is for the record alone.
    socket?.emit('action', {
      action: { ...action, content: { kind: 'pause', reason: 'R' } },
      sitting,
    });
    socket?.emit('message_seen', { messageId, seenAt: 5 });
    socket?.emit('media:demand', { layers: 9 });
    socket?.emit('media:demand', { layers: 0 });
    await vi.waitFor(() => expect(onDemand).toHaveBeenCalledExactlyOnceWith(0));
    expect(onAction).toHaveBeenCalledExactlyOnceWith({ action, sitting });
    expect(onMessageSeen).toHaveBeenCalledExactlyOnceWith({ messageId, seenAt: 5 });
  });
});

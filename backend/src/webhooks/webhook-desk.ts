import { randomUUID } from 'node:crypto';
import {
  deliveryLifecycle,
  idSchema,
  timeSchema,
  type AuditDetail,
  type AuditedStep,
  type Delivery,
  type DeliveryPage,
  type PageQuery,
  type Staff,
  type Webhook,
  type WebhookEvent,
  type WebhookPayload,
  type WebhookRequest,
  type WebhookSecret,
} from '@invigil/shared-types';
import { z } from 'zod';
import type { AuditSink } from '../audit/index.ts';
import type { JobOptions, JobQueue } from '../jobs/index.ts';
import { cursorOf, Refusal, Unattended, type Log } from '../ops/index.ts';
import { DeliveryRunner, webhookJob, type DeliveryOptions } from './delivery-runner.ts';
import { DeliverySweeper, type SweepOptions } from './delivery-sweeper.ts';
import { AddressRefused, refuseUnlessPublic } from './public-address.ts';
import { newSecret } from './signature.ts';
import type { DeliveryCursor, StoredWebhook, WebhookStore } from './webhook-store.ts';

export interface WebhookPorts {
  readonly store: WebhookStore;
  readonly jobs: JobQueue;
  readonly audit: AuditSink;
  readonly log: Log;
  /** By which number the roster knows an attempt's student; null where it has none. */
  readonly studentNumberOf: (attemptId: string) => Promise<string | null>;
}

export interface WebhookOptions extends DeliveryOptions, SweepOptions {
  /** Webhooks that there may be. */
  readonly limit: number;
}

/** What is told; the student's number is put to it here. */
export type ToldData = Omit<WebhookPayload['data'], 'studentNumber'>;

/** Tells other systems what happens, and lets staff say whom. */
export class WebhookDesk {
  readonly #ports: WebhookPorts;
  readonly #options: WebhookOptions;
  readonly #sweeper: DeliverySweeper;
  readonly #unattended: Unattended;

  /** @param tries how often and with what pauses a delivery is tried */
  constructor(ports: WebhookPorts, options: WebhookOptions, tries: JobOptions) {
    const { store, jobs, log } = ports;
    this.#ports = ports;
    this.#options = options;
    this.#unattended = new Unattended(log);
    this.#sweeper = new DeliverySweeper(store, jobs, log, options);
    const runner = new DeliveryRunner(store, log, options);
    jobs.define(webhookJob, (payload, run) => runner.run(payload, run), tries);
  }

  /** From now on what was lost sight of is found again. */
  start(): void {
    this.#sweeper.start();
  }

  /** Tells whoever asked for such events. Nobody waits for it, and it fails nobody. */
  tell(type: WebhookEvent, data: ToldData, at = Date.now()): void {
    const { examId, attemptId } = data;
    this.#unattended.run(
      this.#tell(type, data, at),
      { examId, attemptId, event: type },
      'An event could not be told to every webhook',
    );
  }

  async list(): Promise<Webhook[]> {
    return (await this.#ports.store.list()).map(withoutSecret);
  }

  /** @throws Refusal `webhook_limit`, `webhook_address_refused` */
  async add(request: WebhookRequest, staff: Staff, now: number): Promise<WebhookSecret> {
    await this.#check(request.url);
    const webhook: StoredWebhook = {
      ...request,
      id: randomUUID(),
      createdAt: now,
      lastDelivery: null,
      secret: newSecret(),
    };
    if (!(await this.#ports.store.add(webhook, this.#options.limit))) {
      throw new Refusal('webhook_limit', `at most ${this.#options.limit}`);
    }
    this.#note(staff, 'webhook_added', now, webhook);
    return { webhook: withoutSecret(webhook), secret: webhook.secret };
  }

  /** @throws Refusal `unknown_webhook`, `webhook_address_refused` */
  async change(id: string, request: WebhookRequest, staff: Staff, now: number): Promise<Webhook> {
    const { store } = this.#ports;
    if ((await store.find(id)) === null) throw new Refusal('unknown_webhook');
    await this.#check(request.url);
    const webhook = await store.change(id, request);
    if (webhook === null) throw new Refusal('unknown_webhook');
    this.#note(staff, 'webhook_changed', now, webhook);
    return withoutSecret(webhook);
  }

  /** With its log. @throws Refusal `unknown_webhook` */
  async remove(id: string, staff: Staff, now: number): Promise<void> {
    const { store } = this.#ports;
    const webhook = await store.find(id);
    if (webhook === null || !(await store.remove(id))) throw new Refusal('unknown_webhook');
    this.#note(staff, 'webhook_removed', now, webhook);
  }

  /** From now on every try is signed with the new one. @throws Refusal `unknown_webhook` */
  async renewSecret(id: string, staff: Staff, now: number): Promise<WebhookSecret> {
    const secret = newSecret();
    const webhook = await this.#ports.store.change(id, { secret });
    if (webhook === null) throw new Refusal('unknown_webhook');
    this.#note(staff, 'webhook_secret_renewed', now, webhook);
    return { webhook: withoutSecret(webhook), secret };
  }

  /** @throws Refusal `unknown_webhook`; `invalid_message` where the cursor is none of ours */
  async deliveries(id: string, { cursor, limit }: PageQuery): Promise<DeliveryPage> {
    const { store } = this.#ports;
    if ((await store.find(id)) === null) throw new Refusal('unknown_webhook');
    const after = deliveryCursor.read(cursor);
    // One more than asked for tells whether there is a next page.
    const found = await store.listDeliveries(id, after, limit + 1);
    return deliveryCursor.page(found, limit, ({ createdAt, id: last }) => ({
      createdAt,
      id: last,
    }));
  }

  /**
   * Sends a delivery again, with the id that it had.
   * @throws Refusal `unknown_webhook`, `unknown_delivery`; `delivery_waiting` where it is on its way anyway
   */
  async redeliver(id: string, deliveryId: string, staff: Staff, now: number): Promise<Delivery> {
    const { store, jobs } = this.#ports;
    const webhook = await store.find(id);
    if (webhook === null) throw new Refusal('unknown_webhook');
    const delivery = await store.findDelivery(deliveryId);
    if (delivery?.webhookId !== id) throw new Refusal('unknown_delivery');
    const transition = deliveryLifecycle.next(delivery.state, 'redeliver');
    if (!transition.moved) throw new Refusal('delivery_waiting');
    const again: Delivery = { ...delivery, state: transition.state, nextTryAt: now };
    if (!(await store.replaceDelivery(again, delivery.state))) {
      throw new Refusal('delivery_waiting');
    }
    const { examId, attemptId } = delivery.payload.data;
    this.#unattended.run(
      jobs.add({ kind: webhookJob, key: deliveryId, payload: { deliveryId } }),
      { examId, attemptId, deliveryId },
      'A delivery that is to be sent again waits for the next sweep',
    );
    this.#note(staff, 'webhook_redelivered', now, webhook, { examId, attemptId, deliveryId });
    return again;
  }

  /** Deletes what was sent about an attempt or an exam. Resolves with how much it was. */
  forget(subject: { attemptId: string } | { examId: string }): Promise<number> {
    return this.#ports.store.deleteDeliveriesOf(subject);
  }

  /** For tests: what the timer does now and then. */
  sweep(now: number): Promise<void> {
    return this.#sweeper.sweep(now);
  }

  /** Resolves once everything that was told is in the log. Before the job queue is closed. Idempotent. */
  async close(): Promise<void> {
    await this.#sweeper.close();
    await this.#unattended.settled();
  }

  async #tell(type: WebhookEvent, data: ToldData, at: number): Promise<void> {
    const { store, studentNumberOf } = this.#ports;
    const told = (await store.list()).filter(
      ({ enabled, events }) => enabled && events.includes(type),
    );
    if (told.length === 0) return;
    const studentNumber = await studentNumberOf(data.attemptId);
    const payload: WebhookPayload = { type, at, data: { ...data, studentNumber } };
    const outcomes = await Promise.allSettled(
      told.map((webhook) => this.#enqueue(webhook, payload)),
    );
    const failed = outcomes.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  }

  async #enqueue(webhook: StoredWebhook, payload: WebhookPayload): Promise<void> {
    const { store, jobs } = this.#ports;
    const now = Date.now();
    const id = randomUUID();
    const delivery: Delivery = {
      id,
      webhookId: webhook.id,
      event: payload.type,
      createdAt: now,
      state: deliveryLifecycle.initial,
      nextTryAt: now,
      tries: [],
      payload,
    };
    await store.addDelivery(delivery);
    // Where this fails the sweep adds it.
    await jobs.add({ kind: webhookJob, key: id, payload: { deliveryId: id } });
  }

  async #check(address: string): Promise<void> {
    if (this.#options.allowPrivate) return;
    try {
      await refuseUnlessPublic(new URL(address));
    } catch (error) {
      if (!(error instanceof AddressRefused)) throw error;
      throw new Refusal('webhook_address_refused', error.message);
    }
  }

  #note(
    staff: Staff,
    what: AuditedStep,
    at: number,
    webhook: StoredWebhook,
    more: { examId: string; attemptId: string; deliveryId: string } | null = null,
  ): void {
    const { id: webhookId, url, events, enabled } = webhook;
    const detail: AuditDetail =
      more === null
        ? { webhookId, host: new URL(url).host, events, enabled }
        : { webhookId, deliveryId: more.deliveryId };
    this.#ports.audit.write({
      at,
      who: { kind: 'staff', staffId: staff.id, name: staff.username },
      what,
      examId: more?.examId ?? null,
      attemptId: more?.attemptId ?? null,
      detail,
    });
  }
}

const withoutSecret = ({ secret: _secret, ...webhook }: StoredWebhook): Webhook => webhook;

const deliveryCursor = cursorOf<DeliveryCursor>(z.object({ createdAt: timeSchema, id: idSchema }));

import { z } from 'zod';

/** Where exams, attempts, incidents and staff are kept. */
const storeConfigSchema = z.discriminatedUnion('kind', [
  /** `file`: a path, or `:memory:` for a store that ends with the process. */
  z.object({ kind: z.literal('sqlite'), file: z.string().min(1) }),
  /** `url`: `mongodb://…/<database>`. */
  z.object({
    kind: z.literal('mongo'),
    url: z.string().regex(/^mongodb(\+srv)?:\/\//),
    /** The database itself deletes lines of the event log that are older. Days. */
    eventLogDays: z.number().int().positive(),
  }),
]);

/** Where violations are deduplicated and counted. */
const ledgerConfigSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('memory') }),
  z.object({
    kind: z.literal('redis'),
    url: z.string().regex(/^rediss?:\/\//),
    /** No report waits longer for the ledger. Milliseconds. */
    commandTimeoutMs: z.number().int().min(10).max(10_000),
    connectTimeoutMs: z.number().int().min(10).max(30_000),
    /** First and longest pause between two tries while it is away; in between they double. Milliseconds. */
    retryFirstMs: z.number().int().positive(),
    retryLongestMs: z.number().int().positive(),
  }),
]);

/** Where the pictures are kept. */
const evidenceConfigSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('folder'), folder: z.string().min(1) }),
  z.object({
    kind: z.literal('s3'),
    /** Omitted: the endpoint that belongs to the region. */
    endpoint: z.url().optional(),
    region: z.string().min(1),
    bucket: z.string().min(3).max(63),
    /** Both omitted: the SDK's own credential chain (environment, instance role). */
    accessKeyId: z.string().min(1).optional(),
    secretAccessKey: z.string().min(1).optional(),
    /** `https://host/bucket/key` instead of `https://bucket.host/key`: most self-hosted stores need it. */
    forcePathStyle: z.boolean(),
  }),
]);

export const storageConfigSchema = z.object({
  store: storeConfigSchema,
  ledger: ledgerConfigSchema,
  evidence: evidenceConfigSchema,
});
export type StorageConfig = z.infer<typeof storageConfigSchema>;
export type StoreConfig = z.infer<typeof storeConfigSchema>;
export type LedgerConfig = z.infer<typeof ledgerConfigSchema>;
export type EvidenceConfig = z.infer<typeof evidenceConfigSchema>;

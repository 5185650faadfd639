import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { storing } from '../storage/index.ts';
import type { EvidenceConfig } from '../storage/index.ts';
import { assertEvidenceId, assertIntact } from './evidence-store.ts';
import type { EvidenceStore } from './evidence-store.ts';

export interface S3Options extends Omit<Extract<EvidenceConfig, { kind: 's3' }>, 'kind'> {
  /** Pictures are small: what takes longer than this does not come. Milliseconds. Default 5000. */
  requestTimeoutMs?: number;
}

/** Milliseconds. */
const connectionTimeoutMs = 2000;

/** Creates the bucket when it is missing. */
export async function openS3EvidenceStore(options: S3Options): Promise<EvidenceStore> {
  const { bucket } = options;
  const client = new S3Client(toClientConfig(options));
  try {
    await storing('evidence.open', () => ensureBucket(client, bucket));
  } catch (error) {
    client.destroy();
    throw error;
  }
  return {
    put: (object) =>
      storing('evidence.put', async () => {
        assertIntact(object);
        await client.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: keyOf(object.id),
            Body: object.bytes,
            ContentType: 'image/jpeg',
            Metadata: { sha256: object.sha256 },
          }),
        );
      }),

    get: (id) =>
      storing('evidence.get', async () => {
        const Key = keyOf(id);
        try {
          const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
          return Body === undefined ? null : Buffer.from(await Body.transformToByteArray());
        } catch (error) {
          if (error instanceof S3ServiceException && error.name === 'NoSuchKey') return null;
          throw error;
        }
      }),

    delete: (id) =>
      storing('evidence.delete', async () => {
        await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: keyOf(id) }));
      }),

    close: () => Promise.resolve(client.destroy()),
  };
}

function keyOf(id: string): string {
  assertEvidenceId(id);
  return `evidence/${id}.jpg`;
}

function toClientConfig(options: S3Options): S3ClientConfig {
  const { endpoint, region, forcePathStyle, accessKeyId, secretAccessKey } = options;
  return {
    region,
    forcePathStyle,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(accessKeyId === undefined || secretAccessKey === undefined
      ? {}
      : { credentials: { accessKeyId, secretAccessKey } }),
    // The newer default checksums are unknown to many compatible stores.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 2,
    requestHandler: {
      connectionTimeout: connectionTimeoutMs,
      requestTimeout: options.requestTimeoutMs ?? 5000,
      throwOnRequestTimeout: true,
    },
  };
}

async function ensureBucket(client: S3Client, bucket: string): Promise<void> {
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }));
  } catch (error) {
    if (!(error instanceof S3ServiceException) || error.$metadata.httpStatusCode !== 404)
      throw error;
    await createBucket(client, bucket);
  }
}

async function createBucket(client: S3Client, bucket: string): Promise<void> {
  try {
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
  } catch (error) {
    // Another process of this server was quicker.
    if (error instanceof S3ServiceException && error.name === 'BucketAlreadyOwnedByYou') return;
    throw error;
  }
}

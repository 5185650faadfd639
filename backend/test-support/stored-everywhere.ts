import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import { openMongo } from '../src/storage/mongo.ts';
import type { Marker } from './records.ts';

/** Where a server keeps things that has no files of its own. */
export interface Services {
  readonly mongoUrl: string;
  readonly redisUrl: string;
  readonly s3: { readonly endpoint: string; readonly bucket: string };
}

/** In which store what was found, as `redis: the student's name`. */
export async function foundInServices(
  services: Services,
  markers: readonly Marker[],
): Promise<string[]> {
  const contents = {
    mongo: await mongoContent(services.mongoUrl),
    redis: await redisContent(services.redisUrl),
    s3: await s3Content(services.s3),
  };
  return Object.entries(contents).flatMap(([store, content]) =>
    markers.filter(({ bytes }) => content.includes(bytes)).map(({ name }) => `${store}: ${name}`),
  );
}

/** Does something to a MongoDB database behind the back of whoever else uses it. */
export async function inMongo<T>(
  url: string,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await openMongo(url);
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

const mongoContent = (url: string): Promise<Buffer> =>
  inMongo(url, async (connection) => {
    const collections = await connection.listCollections();
    const all = await Promise.all(
      collections.map(({ name }) => connection.collection(name).find().toArray()),
    );
    return Buffer.from(JSON.stringify(all));
  });

async function redisContent(url: string): Promise<Buffer> {
  const redis = new Redis(url);
  try {
    const all: unknown[] = [];
    for (const key of await redis.keys('*')) {
      all.push(key);
      switch (await redis.type(key)) {
        case 'string':
          all.push(await redis.get(key));
          break;
        case 'hash':
          all.push(await redis.hgetall(key));
          break;
        case 'set':
          all.push(await redis.smembers(key));
          break;
        case 'zset':
          all.push(await redis.zrange(key, '0', '-1'));
          break;
        case 'list':
          all.push(await redis.lrange(key, 0, -1));
          break;
        case 'stream':
          all.push(await redis.xrange(key, '-', '+'));
          break;
        case 'none':
          // Expired between the list and here.
          break;
        default:
          throw new Error(`${key} is of a kind that nobody looks into`);
      }
    }
    return Buffer.from(JSON.stringify(all));
  } finally {
    redis.disconnect();
  }
}

async function s3Content({ endpoint, bucket }: Services['s3']): Promise<Buffer> {
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  try {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
    const objects = await Promise.all(
      Contents.map(async ({ Key }) => {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
        return Buffer.from((await Body?.transformToByteArray()) ?? []);
      }),
    );
    return Buffer.concat(objects);
  } finally {
    client.destroy();
  }
}

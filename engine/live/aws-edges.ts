/**
 * The three AWS services behind the live part's own interfaces. The only file that knows the SDK.
 * SDK errors quote requests and ARNs (account numbers): what leaves here is the name of the
 * operation and the error's name and status.
 */

import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Readable } from 'node:stream';
import { OutsideError } from '../core/errors.ts';
import { plainCause, WriteRefused } from './failures.ts';
import type { ObjectStore } from './object-store.ts';

/** Where the services are. Without an endpoint: AWS itself, of the SDK's own configuration. */
export type AwsPlace = {
  readonly region?: string;
  /** One server that speaks all three, for tests. */
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Answers in place of the network. */
  readonly requestHandler?: MadeUpAnswers;
};

/** The part of the SDK's request handlers that its clients ask for. */
export type MadeUpAnswers = {
  readonly handle: () => Promise<{
    readonly response: {
      readonly statusCode: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Readable;
    };
  }>;
};

/** What every client has unless its place says otherwise. */
const CLIENT = {
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 8_000 },
  // An operation's middleware is put together once, not for every request: nobody changes it.
  cacheMiddleware: true,
} as const;

/** The objects of `bucket`. */
export function s3Store(bucket: string, place: AwsPlace = {}): ObjectStore {
  const client = new S3Client({
    ...CLIENT,
    ...place,
    forcePathStyle: place.endpoint !== undefined,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  return {
    read: async (key) => {
      try {
        const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        const body = await answer.Body!.transformToByteArray();
        return { body, etag: answer.ETag! };
      } catch (error) {
        if (nameOf(error) === 'NoSuchKey') return undefined;
        throw outside('s3 read', key, error);
      }
    },
    write: async (key, body, condition) => {
      const only =
        'ifAbsent' in condition ? { IfNoneMatch: '*' } : { IfMatch: condition.ifMatch };
      const put = new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ...only });
      try {
        return (await client.send(put)).ETag!;
      } catch (error) {
        const status = statusOf(error);
        // 404 answers an If-Match whose object is gone; 409 one that ran into another write.
        if (![404, 409, 412].includes(status ?? 0)) throw outside('s3 write', key, error);
        throw new WriteRefused(`s3 write ${key}: refused (status ${status})`);
      }
    },
  };
}

/** Publishes a mail on the topic. The topic's ARN holds an account number: never in a message. */
export function snsPublisher(
  topicArn: string,
  place: AwsPlace = {},
): (subject: string, text: string) => Promise<void> {
  const client = new SNSClient({ ...CLIENT, ...place });
  return async (subject, text) => {
    try {
      const message = { TopicArn: topicArn, Subject: subject, Message: text };
      await client.send(new PublishCommand(message));
    } catch (error) {
      throw outside('sns publish', '', error);
    }
  };
}

/** Reads the secret's text, as it stands now. */
export function secretReader(name: string, place: AwsPlace = {}): () => Promise<string> {
  // Made when it is asked: a day on paper has no secret.
  let client: SecretsManagerClient | undefined;
  return async () => {
    try {
      client ??= new SecretsManagerClient({ ...CLIENT, ...place });
      const answer = await client.send(new GetSecretValueCommand({ SecretId: name }));
      return answer.SecretString ?? '';
    } catch (error) {
      throw outside('secrets manager read', '', error);
    }
  };
}

function outside(operation: string, key: string, error: unknown): OutsideError {
  const status = statusOf(error);
  const what = `${nameOf(error)}${status === undefined ? '' : `, status ${status}`}`;
  const at = key === '' ? operation : `${operation} ${key}`;
  return new OutsideError(`${at}: ${what}`, { cause: plainCause(error) });
}

function nameOf(error: unknown): string {
  const name = error instanceof Error ? error.name : typeof error;
  return /^[A-Za-z]{1,60}$/.test(name) ? name : 'an error';
}

function statusOf(error: unknown): number | undefined {
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
  return $metadata?.httpStatusCode;
}

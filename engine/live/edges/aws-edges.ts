/**
 * The three AWS services behind the interfaces of the live part. Besides this file only
 * operator-edges.ts, which has what the function does not need, and the store of a queue
 * (cli/queue/s3-data.ts) know the SDK.
 * An error of the SDK may quote requests and ARNs, which hold account numbers. So an error that
 * leaves this file has only the operation, the object's key, and the SDK error's name and status.
 */

import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Readable } from 'node:stream';
import { OutsideError } from '../../core/errors.ts';
import { plainCause, WriteRefused } from './failures.ts';
import type { ListedStore } from './object-store.ts';

/** Where the services are. Without an endpoint it is AWS itself, as the SDK is configured. */
export type AwsPlace = {
  readonly region?: string;
  /** One server that stands in for all three services, for tests. */
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
};

/** A made-up answer in place of one from the network, in the form that the SDK's clients read. */
export type MadeUpAnswer = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
};

/** The parts of the services that the live part uses. */
export type AwsServices = {
  /** The objects of `bucket`. */
  readonly store: (bucket: string) => ListedStore;
  /** Publishes a mail on the topic. The ARN holds an account number, so no message shows it. */
  readonly publisher: (topicArn: string) => (subject: string, text: string) => Promise<void>;
  /** Reads the current text of the secret. */
  readonly secret: (name: string) => () => Promise<string>;
};

/** Options of every client; the place may override them. */
export const CLIENT = {
  requestHandler: {
    connectionTimeout: 2_000,
    requestTimeout: 8_000,
    // Without this option the SDK only warns after `requestTimeout`, and then waits for ever.
    throwOnRequestTimeout: true,
    // For an answer that stops halfway, because `requestTimeout` only covers its first byte.
    socketTimeout: 8_000,
  },
  // Builds an operation's middleware once instead of for every request; nothing changes it.
  cacheMiddleware: true,
} as const;

/**
 * The services at `place`. A client is made when it is first used, and then kept.
 * @param madeUp is called before every request; if it returns an answer, nothing is sent
 */
export function awsServices(
  place: AwsPlace = {},
  madeUp: () => MadeUpAnswer | undefined = () => undefined,
): AwsServices {
  const step = answering(madeUp);
  const s3 = once(() => {
    const client = new S3Client({
      ...CLIENT,
      ...place,
      forcePathStyle: place.endpoint !== undefined,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
    client.middlewareStack.add(step, LAST);
    return client;
  });
  const sns = once(() => {
    const client = new SNSClient({ ...CLIENT, ...place });
    client.middlewareStack.add(step, LAST);
    return client;
  });
  const secretsManager = once(() => {
    const client = new SecretsManagerClient({ ...CLIENT, ...place });
    client.middlewareStack.add(step, LAST);
    return client;
  });
  return {
    store: (bucket) => objectsOf(bucket, s3),
    publisher: (topicArn) => publisherOn(topicArn, sns),
    secret: (name) => secretReader(name, secretsManager),
  };
}

function objectsOf(bucket: string, client: () => S3Client): ListedStore {
  return {
    read: async (key) => {
      try {
        const answer = await client().send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        const body = await answer.Body!.transformToByteArray();
        return { body, etag: answer.ETag! };
      } catch (error) {
        if (nameOf(error) === 'NoSuchKey') return undefined;
        throw outside('s3 read', key, error);
      }
    },
    write: async (key, body, condition) => {
      const only = 'ifAbsent' in condition ? { IfNoneMatch: '*' } : { IfMatch: condition.ifMatch };
      const put = new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ...only });
      try {
        return (await client().send(put)).ETag!;
      } catch (error) {
        const status = statusOf(error);
        // 404: the object of an If-Match is gone. 409: two writes met. 412: the condition failed.
        if (![404, 409, 412].includes(status ?? 0)) throw outside('s3 write', key, error);
        throw new WriteRefused(`s3 write ${key}: refused (status ${status})`);
      }
    },
    list: async (prefix, after) => {
      const list = { Bucket: bucket, Prefix: prefix, StartAfter: after };
      try {
        const { Contents = [] } = await client().send(new ListObjectsV2Command(list));
        return Contents.map(({ Key }) => Key!);
      } catch (error) {
        throw outside('s3 list', prefix, error);
      }
    },
  };
}

function publisherOn(
  topicArn: string,
  client: () => SNSClient,
): (subject: string, text: string) => Promise<void> {
  return async (subject, text) => {
    try {
      const message = { TopicArn: topicArn, Subject: subject, Message: text };
      await client().send(new PublishCommand(message));
    } catch (error) {
      throw outside('sns publish', '', error);
    }
  };
}

function secretReader(name: string, client: () => SecretsManagerClient): () => Promise<string> {
  return async () => {
    try {
      const answer = await client().send(new GetSecretValueCommand({ SecretId: name }));
      return answer.SecretString ?? '';
    } catch (error) {
      throw outside('secrets manager read', '', error);
    }
  };
}

/** The position of middleware that runs last, directly before the request is sent. */
const LAST = { step: 'deserialize', priority: 'low' } as const;

/** Middleware that answers a request with the answer of `madeUp`, if there is one. */
function answering(madeUp: () => MadeUpAnswer | undefined) {
  return <Request, Answer>(next: (request: Request) => Promise<Answer>) =>
    async (request: Request): Promise<Answer | { readonly response: MadeUpAnswer }> => {
      const response = madeUp();
      return response === undefined ? await next(request) : { response };
    };
}

/** `make`, called when it is first needed. */
export function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** Whether the SDK did not even send the request. */
export function lacksSettings(error: unknown): boolean {
  const { name, message } = error as Error;
  return (
    /^(Credentials|Token)ProviderError$/.test(name) ||
    /^Region (is missing|not accepted)/.test(message)
  );
}

const SETTINGS_ADVICE =
  'the AWS SDK needs credentials and a region (AWS_PROFILE, or AWS_ACCESS_KEY_ID, ' +
  'AWS_SECRET_ACCESS_KEY and AWS_REGION)';

/** An error that shows nothing of `error` but its name and its status, and what it lacks. */
export function outside(operation: string, key: string, error: unknown): OutsideError {
  const status = statusOf(error);
  const what = `${nameOf(error)}${status === undefined ? '' : `, status ${status}`}`;
  const at = key === '' ? operation : `${operation} ${key}`;
  const advice = lacksSettings(error) ? `: ${SETTINGS_ADVICE}` : '';
  return new OutsideError(`${at}: ${what}${advice}`, { cause: plainCause(error) });
}

function nameOf(error: unknown): string {
  const name = error instanceof Error ? error.name : typeof error;
  return /^[A-Za-z]{1,60}$/.test(name) ? name : 'an error';
}

/** The HTTP status of an SDK's error, if it has one. */
export function statusOf(error: unknown): number | undefined {
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
  return $metadata?.httpStatusCode;
}

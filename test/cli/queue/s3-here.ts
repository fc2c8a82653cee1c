/** A stand-in S3 for a test, over real sockets, with faults of the test's choice. */

import { onTestFinished } from 'vitest';
import { createFakeS3, type FakeS3 } from '../../../cli/stand-ins/fake-s3.ts';
import { startLoopback } from '../../../cli/stand-ins/loopback.ts';
import type { FaultPlan, WireAnswer, WireRequest } from '../../../cli/stand-ins/wire.ts';
import type { DataPlace } from '../../../cli/queue/data-place.ts';
import { s3Data } from '../../../cli/queue/s3-data.ts';
import { storeAddress } from '../../../engine/queue/store-url.ts';

export const BUCKET = 'bucket-of-data';
export const STORE = `s3://${BUCKET}/forests`;
const SECRET = 'secret-of-the-test';

export type S3Here = Pick<FakeS3, 'objects' | 'get'> & {
  readonly port: number;
  /** What was asked for, as `GET /bucket/key`. */
  readonly requests: readonly string[];
  /** The faults from now on. */
  readonly fail: (plan: FaultPlan) => void;
  /** The environment of a process that uses it. */
  readonly env: Readonly<Record<string, string>>;
};

/** Starts it for the running test. */
export async function s3Here(): Promise<S3Here> {
  const s3 = createFakeS3();
  const requests: string[] = [];
  let faults: FaultPlan = () => undefined;
  const plan = (request: WireRequest): ReturnType<FaultPlan> => {
    requests.push(`${request.method} ${request.path}`);
    return faults(request);
  };
  const later = (ms: number, work: () => void): unknown => setTimeout(work, ms);
  const { url, close } = await startLoopback(s3.service, plan, later);
  onTestFinished(close);
  return {
    objects: s3.objects,
    get: s3.get,
    port: Number(new URL(url).port),
    requests,
    fail: (next) => (faults = next),
    env: {
      AWS_ENDPOINT_URL_S3: url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: SECRET,
    },
  };
}

/** The store as this process uses it: quick to try again, and quick to give up. */
export function storeHere(
  { port }: Pick<S3Here, 'port'>,
  { notes = [], store = STORE }: { readonly notes?: string[]; readonly store?: string } = {},
): DataPlace {
  const place = s3Data(storeAddress(store), {
    note: (line) => notes.push(line),
    env: {},
    pausesMs: [1, 1, 1],
    client: {
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: SECRET },
      forcePathStyle: true,
      maxAttempts: 1,
      requestHandler: { requestTimeout: 500, throwOnRequestTimeout: true, socketTimeout: 500 },
    },
  });
  onTestFinished(() => place.close());
  return place;
}

/** An answer that refuses, with a text as Amazon writes it, which no message may show. */
export function refusal(status: number, code: string): WireAnswer {
  const message = '<Message>User: arn:aws:iam::123456789012:user/me is not authorized</Message>';
  const body = `<?xml version="1.0"?><Error><Code>${code}</Code>${message}</Error>`;
  return { status, headers: { 'content-type': 'application/xml' }, body };
}

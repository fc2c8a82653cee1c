import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { awsServices, type AwsServices } from '../../../../engine/live/edges/aws-edges.ts';
import { OutsideError } from '../../../../engine/core/errors.ts';

const BODY = new Uint8Array(1);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Services that accept every request and answer none. */
async function silentServices(): Promise<AwsServices> {
  const server = createServer(() => {});
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return awsServices({ region: 'us-east-1', endpoint: `http://127.0.0.1:${port}`, credentials });
}

/** The error of `work` while minutes of fake time pass; the requests are real. */
async function failureOf(work: Promise<unknown>): Promise<unknown> {
  const failures: unknown[] = [];
  work.catch((error: unknown) => failures.push(error));
  for (let second = 0; second < 120 && failures.length === 0; second++) {
    await vi.advanceTimersByTimeAsync(1_000);
    // The sockets are real, so wait for their events before the next fake second.
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  }
  return failures[0];
}

it.each([
  ['a read', ({ store }: AwsServices) => store('b').read('k')],
  ['a write', ({ store }: AwsServices) => store('b').write('k', BODY, { ifAbsent: true })],
  ['a mail', ({ publisher }: AwsServices) => publisher('t')('subject', 'text')],
  ['the secret', ({ secret }: AwsServices) => secret('s')()],
] as const)('%s that is never answered fails in time', async (_, ask) => {
  expect(await failureOf(ask(await silentServices()))).toBeInstanceOf(OutsideError);
});

it('a request without a region says what the SDK needs', async () => {
  vi.stubEnv('AWS_REGION', undefined);
  vi.stubEnv('AWS_CONFIG_FILE', '/nowhere');
  const read = awsServices({ credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  await expect(read.store('b').read('k')).rejects.toThrow(
    's3 read k: Error: the AWS SDK needs credentials and a region (AWS_PROFILE, or ',
  );
  vi.unstubAllEnvs();
});

import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DataPlaceUnusable } from '../../../cli/queue/data-place.ts';
import { s3Data } from '../../../cli/queue/s3-data.ts';
import { Cancelled, OutsideError } from '../../../engine/core/errors.ts';
import { sha256Of } from '../../../engine/queue/problem-bytes.ts';
import { storeAddress } from '../../../engine/queue/store-url.ts';
import { startCloud } from '../../fakes/cloud.ts';
import { roughLine } from './rough-line.ts';
import { BUCKET, refusal, s3Here, STORE, storeHere } from './s3-here.ts';

/** More than one packet, so that a line can be cut inside. */
const BYTES = new Uint8Array(randomBytes(300_000));
const SHA256 = sha256Of(BYTES);
const PATH = `${BUCKET}/forests/${SHA256}.data`;

describe.each(['the wire fake', 'moto'] as const)('a store on %s', (kind) => {
  it('keeps bytes under their hash', async (context) => {
    const cloud = await startCloud(kind);
    if (cloud === undefined) return context.skip('no moto here');
    const { place: client, bucket } = cloud;
    const options = { note: () => {}, env: {}, client: { ...client, forcePathStyle: true } };
    const place = s3Data(storeAddress(`s3://${bucket}/some/where`), options);
    try {
      expect(await place.renew(SHA256)).toBe(false);
      expect(await place.read(SHA256)).toBeUndefined();
      await place.write(SHA256, BYTES);
      expect(await place.renew(SHA256)).toBe(true);
      expect(Buffer.compare((await place.read(SHA256))!, BYTES)).toBe(0);
    } finally {
      place.close();
      await cloud.close();
    }
  });
});

describe('a store of data', () => {
  it('has an object for each hash under the prefix, and nothing else', async () => {
    const s3 = await s3Here();
    await storeHere(s3).write(SHA256, BYTES);
    await storeHere(s3, { store: `s3://${BUCKET}` }).write(SHA256, BYTES);
    expect([...s3.objects.keys()]).toEqual([PATH, `${BUCKET}/${SHA256}.data`]);
  });

  it('takes no bytes that were damaged on the way', async () => {
    const s3 = await s3Here();
    const written = storeHere(s3).write(SHA256, BYTES.subarray(1));
    await expect(written).rejects.toThrow(/write \w{12}….data: BadDigest, status 400$/);
    expect(s3.objects.size).toBe(0);
  });

  it.each([
    ['read', 403, 'AccessDenied', /AccessDenied, status 403: expected the rights s3:GetObject/],
    ['read', 404, 'NoSuchBucket', /NoSuchBucket, status 404$/],
    ['read', 301, 'PermanentRedirect', /status 301: the bucket is in another region/],
    ['renew', 403, 'Forbidden', /look at .* status 403: expected the rights s3:GetObject/],
  ] as const)(
    'says at once what is wrong, without the account: %s, %i',
    async (how, status, code, message) => {
      const s3 = await s3Here();
      s3.fail(() => ({ kind: 'answer', answer: refusal(status, code) }));
      const place = storeHere(s3);
      const error: Error = await place[how](SHA256).then(
        () => new Error('it did not fail'),
        (reason: Error) => reason,
      );
      expect(error).toBeInstanceOf(DataPlaceUnusable);
      expect(error.message).toMatch(message);
      expect(error.message).toContain(`s3://${BUCKET}/forests: `);
      expect(`${error.stack} ${String(error.cause)}`).not.toMatch(/123456789012|user\/me|secret/);
      expect(s3.requests).toHaveLength(1);
    },
  );

  it('asks for credentials if the SDK finds none', async () => {
    const s3 = await s3Here();
    const client = {
      endpoint: `http://127.0.0.1:${s3.port}`,
      region: 'us-east-1',
      credentials: () =>
        Promise.reject(Object.assign(new Error('none'), { name: 'CredentialsProviderError' })),
    };
    const place = s3Data(storeAddress(STORE), { note: () => {}, env: {}, client });
    await expect(place.read(SHA256)).rejects.toThrow(
      /needs credentials and a region \(AWS_PROFILE/,
    );
    place.close();
  });

  it.each([
    ['an error of the server', { kind: 'answer', answer: refusal(503, 'SlowDown') }],
    ['a connection that is reset', { kind: 'reset', when: 'before' }],
    ['no answer', { kind: 'hang', when: 'before' }],
  ] as const)('is asked again after %s, and says so once', async (_, fault) => {
    const s3 = await s3Here();
    const notes: string[] = [];
    const place = storeHere(s3, { notes });
    await place.write(SHA256, BYTES);
    let faults = 2;
    s3.fail(() => (faults-- > 0 ? fault : undefined));
    expect(Buffer.compare((await place.read(SHA256))!, BYTES)).toBe(0);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/^queue: s3:\/\/\S+: read \w{12}….data: .*; trying again$/);
  });

  it('is asked again if the line is cut inside the bytes', async () => {
    const s3 = await s3Here();
    await storeHere(s3).write(SHA256, BYTES);
    const line = await roughLine(s3.port);
    line.cutAfter(100_000, 299_000);
    const notes: string[] = [];
    const read = await storeHere(line, { notes }).read(SHA256);
    expect(Buffer.compare(read!, BYTES)).toBe(0);
    expect(notes).toHaveLength(1);
    expect(line.count()).toBe(3);
  });

  it('is waited for on a slow line, on which bytes come without an end of the wait', async () => {
    const s3 = await s3Here();
    await storeHere(s3).write(SHA256, BYTES);
    const line = await roughLine(s3.port);
    // Longer than the wait for a first byte, which storeHere sets.
    line.slow({ delayMs: 5, bytesPerMs: 300 });
    const notes: string[] = [];
    expect(Buffer.compare((await storeHere(line, { notes }).read(SHA256))!, BYTES)).toBe(0);
    expect(notes).toEqual([]);
  });

  it('is given up if it stays away', async () => {
    const s3 = await s3Here();
    s3.fail(() => ({ kind: 'reset', when: 'before' }));
    const read = storeHere(s3).read(SHA256);
    await expect(read).rejects.toThrow(DataPlaceUnusable);
    expect(s3.requests).toHaveLength(4);
  });

  it('gives no object that is too large to be data', async () => {
    const s3 = await s3Here();
    const headers = { 'content-length': `${2 ** 31}`, etag: '"x"' };
    s3.fail(() => ({ kind: 'answer', answer: { status: 200, headers, body: 'begins' } }));
    const read = storeHere(s3).read(SHA256);
    await expect(read).rejects.toThrow(OutsideError);
    await expect(read).rejects.toThrow(/expected at most 2 GB in s3:.*, got 2147483648 bytes/);
  });

  it('ends at once when it is closed', async () => {
    const s3 = await s3Here();
    s3.fail(() => ({ kind: 'hang', when: 'before' }));
    const place = storeHere(s3);
    const read = place.read(SHA256);
    place.close();
    await expect(read).rejects.toThrow(Cancelled);
  });
});

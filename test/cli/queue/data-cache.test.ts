import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createDataCache } from '../../../cli/queue/data-cache.ts';
import { redisData } from '../../../cli/queue/data-place.ts';
import type { ProblemData } from '../../../engine/queue/problem-bytes.ts';
import { encodeProblem, sha256Of } from '../../../engine/queue/problem-bytes.ts';
import { dataKey } from '../../../engine/queue/queue-keys.ts';
import { matrixOf } from '../../engine/forest/matrix-of.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { describeRedis, redisHere, type RedisHere } from './redis-here.ts';

const FOLDS = [{ trainEnd: 1, testStart: 2, testEnd: 3 }];

/** Bytes of data that differ by `value`, and their hash. */
function dataOf(value: number) {
  const matrix = matrixOf({ a: [value, 2, 3] });
  const data = { matrix, labels: Uint8Array.of(0, 1, 2), folds: FOLDS };
  const bytes = Buffer.from(encodeProblem(data));
  return { data, bytes, sha256: sha256Of(bytes) };
}

/** A new cache in `folder`, whose data come from Redis. */
function cacheOf({ redis }: RedisHere, folder: string, limit = 1e6) {
  const cache = createDataCache({ folder, limit, note: () => {} });
  const place = redisData(redis);
  return {
    get: (sha256: string): Promise<ProblemData | undefined> => cache.get(sha256, place),
  };
}

describeRedis('the data on a machine', () => {
  it('are fetched once, and are there for the next worker', async () => {
    const here = await redisHere();
    const folder = await temporaryFolder();
    const { data, bytes, sha256 } = dataOf(1);
    expect(await cacheOf(here, folder).get(sha256)).toBeUndefined();
    await here.redis.set(dataKey(sha256), bytes);
    expect(await cacheOf(here, folder).get(sha256)).toEqual(data);
    await here.redis.del(dataKey(sha256));
    expect(await cacheOf(here, folder).get(sha256)).toEqual(data);
  });

  it('are fetched again if the file is damaged', async () => {
    const here = await redisHere();
    const folder = await temporaryFolder();
    const { data, bytes, sha256 } = dataOf(1);
    const path = join(folder, `${sha256}.data`);
    await here.redis.set(dataKey(sha256), bytes);
    await writeFile(path, bytes.subarray(0, -1));
    expect(await cacheOf(here, folder).get(sha256)).toEqual(data);
    expect(Buffer.compare(await readFile(path), bytes)).toBe(0);
  });

  it('are refused if they do not fit their hash', async () => {
    const here = await redisHere();
    const { sha256 } = dataOf(1);
    await here.redis.set(dataKey(sha256), dataOf(2).bytes);
    const got = cacheOf(here, await temporaryFolder()).get(sha256);
    await expect(got).rejects.toThrow(/the data \w{12}… in the queue do not fit their hash/);
  });

  it('take no more room than the limit: what was not used for longest goes first', async () => {
    const here = await redisHere();
    const folder = await temporaryFolder();
    const all = [1, 2, 3].map(dataOf);
    const limit = all[0]!.bytes.length * 2;
    for (const [i, { bytes, sha256 }] of all.entries()) {
      await here.redis.set(dataKey(sha256), bytes);
      await cacheOf(here, folder, limit).get(sha256);
      // The first two are old, the second is the older one.
      if (i < 2) await utimes(join(folder, `${sha256}.data`), 100 - i, 100 - i);
    }
    const kept = [all[0]!, all[2]!].map(({ sha256 }) => `${sha256}.data`);
    expect((await readdir(folder)).sort()).toEqual(kept.sort());
    await cacheOf(here, folder, 1).get(all[1]!.sha256);
    expect(await readdir(folder)).toHaveLength(2);
  });
});

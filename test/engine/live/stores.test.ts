import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsServices, type AwsPlace } from '../../../engine/live/edges/aws-edges.ts';
import { operatorServices } from '../../../engine/live/edges/operator-edges.ts';
import { claimDay, saveDay, type DayStore } from '../../../engine/live/journal/day-store.ts';
import { DayTaken, ModelUnusable, WriteRefused } from '../../../engine/live/edges/failures.ts';
import {
  fetchModel,
  publishModel,
  rollbackModel,
} from '../../../engine/live/model/model-pointer.ts';
import { bytesOf, textOf, type ObjectStore } from '../../../engine/live/edges/object-store.ts';
import { appendOnce, parseSignalLog } from '../../../engine/live/journal/signal-log.ts';
import { randomStream } from '../../../engine/core/random.ts';
import { startCloud, type Cloud } from '../../fakes/cloud.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

const NOW = Date.parse('2026-03-10T00:05:00Z');

describe.each(['the wire fake', 'moto'] as const)('stores on %s', (kind) => {
  let cloud: Cloud | undefined;
  let store: ObjectStore;
  const random = randomStream(3);
  const clock = { now: () => NOW, after: realSoon };
  beforeAll(async () => {
    cloud = await startCloud(kind);
    if (cloud !== undefined) store = awsServices(cloud.place).store(cloud.bucket);
  });
  afterAll(() => cloud?.close());

  /** Skips a test of moto if moto is not installed. */
  const itThere = (name: string, body: (place: AwsPlace) => Promise<void>): void => {
    it(name, async (context) => {
      if (cloud === undefined) return context.skip('moto_server is not installed');
      await body(cloud.place);
    });
  };

  itThere('a write happens only if its condition holds', async () => {
    expect(await store.read('a')).toBeUndefined();
    const first = await store.write('a', bytesOf('1'), { ifAbsent: true });
    await expect(store.write('a', bytesOf('2'), { ifAbsent: true })).rejects.toThrow(WriteRefused);
    const second = await store.write('a', bytesOf('2'), { ifMatch: first });
    await expect(store.write('a', bytesOf('3'), { ifMatch: first })).rejects.toThrow(WriteRefused);
    const gone = store.write('nothing', bytesOf('3'), { ifMatch: second });
    await expect(gone).rejects.toThrow(WriteRefused);
    expect(textOf((await store.read('a'))!)).toBe('2');
  });

  itThere('a list has the keys with its prefix that come after a key, in order', async (place) => {
    const { list, write } = awsServices(place).store(cloud!.bucket);
    for (const key of ['l/b', 'l/a', 'l/c & d', 'm']) {
      await write(key, bytesOf('1'), { ifAbsent: true });
    }
    expect(await list('l/', 'l/a')).toEqual(['l/b', 'l/c & d']);
    expect(await list('l/', 'l/x')).toEqual([]);
    const closed = awsServices({ ...place, endpoint: 'http://127.0.0.1:1' }).store('a-bucket');
    await expect(closed.list('l/', '')).rejects.toThrow(/^s3 list l\/: /);
  });

  itThere('the operator removes an object only if it is the one that was read', async (place) => {
    const { read, remove, write } = operatorServices(place).store(cloud!.bucket);
    const first = await write('gone', bytesOf('1'), { ifAbsent: true });
    await write('gone', bytesOf('2'), { ifMatch: first });
    // Moto knows no condition of a removal.
    if (kind === 'the wire fake') {
      await expect(remove('gone', first)).rejects.toThrow(WriteRefused);
      expect(textOf((await read('gone'))!)).toBe('2');
    }
    await remove('gone', (await read('gone'))!.etag);
    expect(await read('gone')).toBeUndefined();
    const closed = operatorServices({ ...place, endpoint: 'http://127.0.0.1:1' }).store('a-bucket');
    await expect(closed.remove('gone', 'tag')).rejects.toThrow(/^s3 remove gone: /);
  });

  itThere('twenty writers at once lose no line and double none', async () => {
    const dates = Array.from({ length: 20 }, (_, i) => `2026-01-${String(i + 1).padStart(2, '0')}`);
    const target = { store, key: 'log', clock, random: random.uniform };
    await Promise.all(dates.map((date) => appendOnce(target, { date })));
    await Promise.all(dates.map((date) => appendOnce(target, { date })));
    const { entries } = parseSignalLog(textOf((await store.read('log'))!));
    const written = entries.map(({ record }) => record['date']);
    expect(written.toSorted()).toEqual(dates);
  });

  itThere('if twenty writers add a line for one day, the first line stays', async () => {
    const target = { store, key: 'log-of-a-day', clock, random: random.uniform };
    const runs = Array.from({ length: 20 }, (_, run) => ({ date: '2026-01-01', run }));
    const found = await Promise.all(runs.map((record) => appendOnce(target, record)));
    const standing = found.map(({ line }) => line);
    expect(new Set(standing).size).toBe(1);
    expect(textOf((await store.read('log-of-a-day'))!)).toBe(`${standing[0]}\n`);
  });

  itThere('if twenty runs claim a day, one gets it', async () => {
    const days = (run: number): DayStore => ({
      store,
      prefix: 'claims/',
      clock,
      random: random.uniform,
      run: `run-${run}`,
    });
    const day = { date: '2026-03-10', mode: 'demo', deadline: NOW } as const;
    const claims = await Promise.allSettled(
      Array.from({ length: 20 }, (_, run) => claimDay(days(run), day)),
    );
    const held = claims.flatMap((claim) => (claim.status === 'fulfilled' ? [claim.value] : []));
    expect(held).toHaveLength(1);
    for (const claim of claims) {
      if (claim.status === 'rejected') expect(claim.reason).toBeInstanceOf(DayTaken);
    }
    const saved = await saveDay(days(99), held[0]!, { logged: true });
    expect(saved.journal.revision).toBe(2);
    await expect(saveDay(days(0), held[0]!, {})).rejects.toThrow(DayTaken);
  });

  itThere('a model is published, found by its hash and rolled back', async () => {
    const key = 'models/m.bin';
    expect(await fetchModel(store, key)).toBeUndefined();
    const [one, two] = [bytesOf('one'), bytesOf('two')];
    const first = await publishModel(store, key, one, NOW);
    const second = await publishModel(store, key, two, NOW);
    expect((await fetchModel(store, key))?.sha256).toBe(second);
    expect(await rollbackModel(store, key, NOW)).toBe(first);
    expect(textOf({ body: (await fetchModel(store, key))!.bytes, etag: '' })).toBe('one');
    await expect(rollbackModel(store, key, NOW)).rejects.toThrow(ModelUnusable);
    await publishModel(store, key, two, NOW);
    await publishModel(store, key, two, NOW);
    expect(await rollbackModel(store, key, NOW)).toBe(first);
  });

  itThere('a model replaces only the one that its author has seen', async () => {
    const key = 'models/seen.bin';
    const one = await publishModel(store, key, bytesOf('one'), NOW, null);
    const late = publishModel(store, key, bytesOf('two'), NOW, null);
    await expect(late).rejects.toThrow(`${key}.pointer.json: expected no model, got ${one}`);
    const two = await publishModel(store, key, bytesOf('two'), NOW, one);
    await expect(publishModel(store, key, bytesOf('three'), NOW, one)).rejects.toThrow(
      WriteRefused,
    );
    expect((await fetchModel(store, key))?.sha256).toBe(two);
  });

  itThere('a model that was published without a pointer can be rolled back to', async () => {
    const key = 'models/bare.bin';
    await store.write(key, bytesOf('one'), { ifAbsent: true });
    const one = (await fetchModel(store, key))!.sha256;
    const two = await publishModel(store, key, bytesOf('two'), NOW, one);
    expect((await fetchModel(store, key))?.sha256).toBe(two);
    expect(await rollbackModel(store, key, NOW)).toBe(one);
    expect((await fetchModel(store, key))?.sha256).toBe(one);
  });

  itThere('a pointer that cannot be read says what to do about it', async () => {
    const key = 'models/torn.bin';
    await store.write(`${key}.pointer.json`, bytesOf('{"version":1'), { ifAbsent: true });
    for (const run of [fetchModel(store, key), publishModel(store, key, bytesOf('one'), NOW)]) {
      await expect(run).rejects.toThrow(
        /^models\/torn\.bin\.pointer\.json: .* delete it and upload/,
      );
    }
  });

  itThere('a rollback whose answer is lost goes back by one model, not by two', async () => {
    const key = 'models/lost.bin';
    const hashes: string[] = [];
    for (const text of ['one', 'two', 'three']) {
      hashes.push(await publishModel(store, key, bytesOf(text), NOW));
    }
    // What the SDK does after a lost answer: it writes again, although the first write succeeded.
    const losing: ObjectStore = {
      read: store.read,
      write: async (...write) => {
        await store.write(...write);
        return await store.write(...write);
      },
    };
    expect(await rollbackModel(losing, key, NOW)).toBe(hashes[1]);
    expect((await fetchModel(store, key))?.sha256).toBe(hashes[1]);
    const four = await publishModel(losing, key, bytesOf('four'), NOW);
    expect((await fetchModel(store, key))?.sha256).toBe(four);
  });

  itThere(
    'mails are published, secrets are read, and no error shows an account number',
    async (place) => {
      const services = awsServices(place);
      await services.publisher(cloud!.topicArn)('subject', 'text');
      expect(await services.secret('there')()).toBe('the text');
      const missing = await services
        .secret('nowhere')()
        .catch((error: Error) => error);
      expect(String(missing)).toMatch(
        /secrets manager read: ResourceNotFoundException, status 40\d/,
      );
      const closed = { ...place, endpoint: 'http://127.0.0.1:1' };
      const publish = awsServices(closed).publisher(cloud!.topicArn);
      const down = await publish('s', 't').catch((error: Error) => error);
      expect(String(down)).toMatch(/^OutsideError: sns publish: /);
      expect(String(down) + String((down as Error).cause)).not.toContain('123456789012');
    },
  );
});

describe('a day held by a dead run', () => {
  it('is taken over when its lease has ended, and the dead run can no longer write', async () => {
    const cloud = (await startCloud('the wire fake'))!;
    const clock = createVirtualClock(NOW);
    const real = awsServices(cloud.place).store(cloud.bucket);
    const store: ObjectStore = {
      read: (key) => clock.busy(real.read(key)),
      write: (key, body, condition) => clock.busy(real.write(key, body, condition)),
    };
    const days = (run: string): DayStore => ({ store, prefix: '', clock, random: () => 0, run });
    const day = { date: '2026-03-10', mode: 'demo' } as const;
    const dead = await claimDay(days('dead'), { ...day, deadline: NOW + 1 });
    const soon = claimDay(days('next'), { ...day, deadline: NOW + 10_000 });
    await expect(soon).rejects.toThrow('2026-03-10: another run is working on it');
    const next = await claimDay(days('next'), { ...day, deadline: NOW + 100_000 });
    expect(next.journal.run).toBe('next');
    await expect(saveDay(days('dead'), dead, { mailed: true })).rejects.toThrow(DayTaken);
    await cloud.close();
  });
});

/** Pauses end at once, because these tests are about who wins, not when. */
function realSoon(_: number, wake: () => void): () => void {
  const timer = setImmediate(wake);
  return () => clearImmediate(timer);
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadBars } from '../../../data/load-bars.ts';
import { sampleBars } from '../../../data/sample-bars.ts';
import { BAR_FIELDS } from '../../../engine/core/bars.ts';
import { awsServices } from '../../../engine/live/edges/aws-edges.ts';
import { fetchModel, hashedKey } from '../../../engine/live/model/model-pointer.ts';
import { readHistory } from '../../../engine/live/retrain/bar-history.ts';
import { startCloud, type Cloud } from '../../fakes/cloud.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { walkforest } from '../walkforest.ts';

const KEY = 'models/btc_daily_rf.bin';
const HISTORY_KEY = 'data/btc_daily_bars.csv';
const DAY = 86_400;

/** The sample as a file of real bars, whose last bar is `ageDays` old. */
async function barsFile(folder: string, name: string, ageDays = 1): Promise<string> {
  const bars = sampleBars('1d', 3);
  const last = Math.floor(Date.now() / 1000 / DAY) * DAY - ageDays * DAY;
  const shift = last - bars.time.at(-1)!;
  const path = join(folder, name);
  const lines = Array.from(bars.time, (time, row) =>
    [time + shift, ...BAR_FIELDS.slice(1).map((field) => bars[field][row])].join(','),
  );
  await writeFile(path, [BAR_FIELDS.join(','), ...lines, ''].join('\n'));
  return path;
}

describe.each(['the wire fake', 'moto'] as const)('train --upload-s3 on %s', (kind) => {
  let cloud: Cloud | undefined;
  beforeAll(async () => {
    cloud = await startCloud(kind);
  });
  afterAll(() => cloud?.close());

  /** Trains 5 trees or what `words` say, and gives what was printed. */
  async function train(
    { place, bucket, limit }: Cloud & { readonly limit?: Record<string, string> },
    ...words: string[]
  ) {
    const env = {
      AWS_ENDPOINT_URL: place.endpoint!,
      AWS_REGION: place.region!,
      ...limit,
      AWS_ACCESS_KEY_ID: place.credentials!.accessKeyId,
      AWS_SECRET_ACCESS_KEY: place.credentials!.secretAccessKey,
    };
    const all = ['train', '--upload-s3', bucket, '--json', ...words];
    const printed = await walkforest(all, { env });
    const { model } = printed.code === 0 ? JSON.parse(printed.stdout) : { model: undefined };
    const pointed = (await fetchModel(awsServices(place).store(bucket), KEY))?.sha256;
    return { ...printed, model, pointed };
  }

  it('compares, points to each model in turn, and back by one command', async (context) => {
    if (cloud === undefined) return context.skip('moto_server is not installed');
    const { bucket } = cloud;
    const folder = await temporaryFolder();
    const out = ['--out', join(folder, 'model.bin')];
    const data = ['--data', await barsFile(folder, 'KRAKEN_BTCUSD, 1D.csv')];
    const one = await train(cloud, ...data, ...out, '--trees', '5');
    expect(one.stderr).toContain('points to');
    expect(one.model.uploaded).toEqual({ bucket, key: KEY, compared: null });
    expect(one.model.market).toBe('XBTUSD');
    expect(one.pointed).toBe(one.model.sha256);

    // The bars go up with the model, and come back bit for bit, also as a file of bars.
    const kept = await awsServices(cloud.place).store(bucket).read(HISTORY_KEY);
    const bars = readHistory(kept!, 'the history');
    expect(bars).toEqual((await loadBars(data[1]!, { timeframe: '1d' })).bars);
    const copy = join(folder, 'history.csv');
    await writeFile(copy, kept!.body);
    expect((await loadBars(copy, { timeframe: '1d' })).bars).toEqual(bars);

    const two = await train(cloud, ...data, ...out, '--trees', '6');
    expect(two.pointed).toBe(two.model.sha256);
    const { compared } = two.model.uploaded;
    expect(compared.bars).toBe(365);
    expect(compared.sameClass).toBeGreaterThan(0.3);
    expect(compared.sameClass).toBeLessThan(1);
    expect(two.stderr).toMatch(
      /on the last 365 bars both predict .*\n {2}old model: Sharpe .*\n {2}new model: Sharpe/,
    );

    const flat = await train(cloud, ...data, ...out, '--trees', '6', '--neutral', 'flat');
    expect(flat.code).toBe(2);
    expect(flat.stderr).toContain('--neutral: expected hold, the policy of the published model');
    expect(flat.pointed).toBe(two.model.sha256);
    const sure = await train(cloud, ...data, ...out, '--trees', '6', '--neutral', 'flat', '--yes');
    expect(sure.pointed).toBe(sure.model.sha256);
    expect(sure.model.uploaded.compared.sameClass).toBe(1);
    expect(sure.model.uploaded.compared.samePosition).toBeLessThan(1);

    const back = await train(cloud, '--rollback');
    expect(back.model).toEqual({ bucket, key: KEY, sha256: two.model.sha256 });
    await train(cloud, '--rollback');
    const none = await train(cloud, '--rollback');
    expect(none.code).toBe(1);
    expect(none.stderr).toContain(`${bucket}: ${KEY}.pointer.json: no earlier model`);
    expect(none.pointed).toBe(one.model.sha256);
  });

  it('publishes a model only if its series are in the bucket', async () => {
    if (cloud === undefined) return;
    const { bucket, place } = cloud;
    const folder = await temporaryFolder();
    const series = join(folder, 'mood.csv');
    const data = ['--data', await barsFile(folder, 'KRAKEN_BTCUSD, 1D.csv')];
    const last = Math.floor(Date.now() / 1000 / DAY) * DAY - DAY;
    const lines = Array.from({ length: 900 }, (_, i) => `${last - (899 - i) * DAY},${i % 9}\n`);
    const text = `time,value\n${lines.join('')}`;
    await writeFile(series, text);
    const words = [...data, '--trees', '5', '--out', join(folder, 'model.bin'), '--yes'];
    const mood = ['--features', 'ema_ratio_12,series:mood', '--series', series];
    const without = await train(cloud, ...words, ...mood);
    expect(without.code).toBe(2);
    expect(without.stderr).toContain('expected series/mood.csv, got none');
    expect(without.stderr).toContain(`aws s3 cp FILE.csv s3://${bucket}/series/mood.csv`);
    const store = awsServices(place).store(bucket);
    await store.write('series/mood.csv', new TextEncoder().encode(text), { ifAbsent: true });
    const published = await train(cloud, ...words, ...mood);
    expect(published.code, published.stderr).toBe(0);
    expect(published.pointed).toBe(published.model.sha256);
  });

  it('replaces a published model that is damaged, and goes back to one that is whole', async () => {
    if (cloud === undefined) return;
    const { bucket, place } = cloud;
    const store = awsServices(place).store(bucket);
    const folder = await temporaryFolder();
    const data = ['--data', await barsFile(folder, 'KRAKEN_BTCUSD, 1D.csv')];
    const words = [...data, '--out', join(folder, 'model.bin'), '--neutral', 'hold', '--yes'];
    const damage = async (sha256: string): Promise<void> => {
      const key = hashedKey(KEY, sha256);
      const { etag } = (await store.read(key))!;
      await store.write(key, new TextEncoder().encode('damaged'), { ifMatch: etag });
    };
    const whole = await train(cloud, ...words, '--trees', '9');
    const first = await train(cloud, ...words, '--trees', '7');
    await damage(first.pointed!);
    const again = await train(cloud, ...words, '--trees', '7');
    expect(again.stderr).toContain(`${hashedKey(KEY, first.pointed!)}: expected SHA-256`);
    expect(again.pointed).toBe(first.pointed);
    await damage(first.pointed!);
    const second = await train(cloud, ...words, '--trees', '8');
    expect(second.pointed).toBe(second.model.sha256);
    expect(second.model.uploaded.compared).toBeNull();
    const back = await train(cloud, '--rollback');
    expect(back.model.sha256).toBe(whole.pointed);
    expect(back.pointed).toBe(whole.pointed);
  });

  it('says if the function refuses the model that it goes back to for its age', async () => {
    if (cloud === undefined) return;
    const folder = await temporaryFolder();
    const out = ['--out', join(folder, 'model.bin'), '--yes', '--trees', '5'];
    const data = async (age: number) => ['--data', await barsFile(folder, 'XBTUSD_1440.csv', age)];
    const old = await train(cloud, ...(await data(25)), ...out);
    await train(cloud, ...(await data(1)), ...out);
    const limit = { MODEL_MAX_AGE_DAYS: '20' };
    const back = await train({ ...cloud, limit }, '--rollback');
    expect(back.pointed).toBe(old.pointed);
    expect(back.stderr).toContain('25 days old, above MODEL_MAX_AGE_DAYS');
  });

  it.each([
    [undefined, 1, [], 'a model of the synthetic sample must not trade'],
    ['btc.csv', 1, [], "expected --market XBTUSD with it: the file's name says no market"],
    ['KRAKEN_ETHUSD, 1D.csv', 1, [], 'expected bars of XBTUSD, got ETHUSD'],
    ['btc.csv', 1, ['--market', 'ETHUSD'], 'expected bars of XBTUSD, got ETHUSD'],
    ['XBTUSD_1440.csv', 1, ['--market', 'ETHUSD'], '--market: expected XBTUSD, as in XBTUSD_1440'],
    ['XBTUSD_1440.csv', 40, [], 'expected a last bar of at most 30 days'],
  ] as const)('publishes nothing wrong: %s, %s days old %s', async (name, age, words, why) => {
    if (cloud === undefined) return;
    const folder = await temporaryFolder();
    const before = await train(cloud, '--trees', '0');
    const data = name === undefined ? [] : ['--data', await barsFile(folder, name, age)];
    const printed = await train(cloud, ...data, '--out', join(folder, 'model.bin'), ...words);
    expect(printed.code).toBe(2);
    expect(printed.stderr).toContain(why);
    expect(printed.pointed).toBe(before.pointed);
  });
});

it('no model of bars of four hours is uploaded', async () => {
  const words = ['train', '--upload-s3', 'b', '--timeframe', '4h', '--market', 'XBTUSD'];
  const bars = sampleBars('4h', 3);
  const path = join(await temporaryFolder(), 'bars.csv');
  const lines = Array.from(bars.time, (_, row) => BAR_FIELDS.map((f) => bars[f][row]).join(','));
  await writeFile(path, [BAR_FIELDS.join(','), ...lines, ''].join('\n'));
  const { code, stderr } = await walkforest([...words, '--data', path]);
  expect(code).toBe(2);
  expect(stderr).toContain('expected 1d bars, which the function decides on, got 4h');
});

it('--rollback without a bucket is refused', async () => {
  const { code, stderr } = await walkforest(['train', '--rollback']);
  expect(code).toBe(2);
  expect(stderr).toContain('--rollback: expected --upload-s3 BUCKET with it');
});

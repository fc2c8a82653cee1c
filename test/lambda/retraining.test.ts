import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { utcDate } from '../../engine/core/bar-time.ts';
import { sliceBars } from '../../engine/core/bars.ts';
import { textOf } from '../../engine/live/edges/object-store.ts';
import { loadModelArtifact } from '../../engine/live/model/model-artifact.ts';
import {
  fetchModel,
  hashedKey,
  pointerKey,
  rollbackModel,
} from '../../engine/live/model/model-pointer.ts';
import { historyBytes, readHistory } from '../../engine/live/retrain/bar-history.ts';
import { catalogue } from '../../features/catalogue.ts';
import {
  HISTORY_KEY,
  MODEL_KEY,
  NEW_BARS,
  startRetrainSite,
  type RetrainSite,
} from './retrain-site.ts';

let site: RetrainSite;
beforeEach(async () => {
  site = await startRetrainSite();
});
afterEach(() => site.close());

describe('the retraining, over sockets', () => {
  it('publishes a model of all bars, which is otherwise as the one before', async () => {
    const before = await site.published();
    const line = await site.run();
    const found = await fetchModel(site.store, MODEL_KEY);
    expect(found!.sha256).not.toBe(before);
    expect(line).toMatchObject({ outcome: 'retrained', model: found!.sha256, bars: 1500 });
    expect(line.sameClass).toBeGreaterThan(0.9);

    const [old, model] = await Promise.all(
      [before, found!.sha256].map(async (sha256) => {
        const { body } = (await site.store.read(hashedKey(MODEL_KEY, sha256)))!;
        return loadModelArtifact(body, 'a model', catalogue).header;
      }),
    );
    const { settings, target, neutral, market, rowFeatures, rowTargets } = old!;
    expect(model).toMatchObject({ settings, target, neutral, market, rowFeatures, rowTargets });
    expect(model!.features.map(({ name, fingerprint }) => [name, fingerprint])).toEqual(
      old!.features.map(({ name, fingerprint }) => [name, fingerprint]),
    );
    expect(model!.trainedRows).toBe(old!.trainedRows + NEW_BARS);
    expect(model!.packageVersion).toBe('1.2.3');
    expect(utcDate(model!.lastBarTime)).toBe('2026-03-14');

    expect(await site.historyText()).toBe(textOf({ body: historyBytes(site.bars), etag: '' }));
    expect(model!.data).toMatchObject({ name: HISTORY_KEY, bars: 1500, synthetic: false });
  });

  it('mails what both models did, and how to go back', async () => {
    await site.run();
    expect(site.aws.mails).toHaveLength(1);
    const [{ topic, subject, text }] = site.aws.mails as [(typeof site.aws.mails)[number]];
    expect(topic).toBe('signals');
    expect(subject).toMatch(/^BTC model retrained 2026-03-15, same signal on \d+\.\d % of days$/);
    expect(text).toMatch(/old model: [0-9a-f]{12}, trained on 14\d\d days up to 2026-03-0\d/);
    expect(text).toMatch(/new model: [0-9a-f]{12}, trained on 14\d\d days up to 2026-03-1\d/);
    expect(text).toContain('1500 up to 2026-03-14, 7 of them added; 712 agree');
    expect(text).toMatch(/on the last 365 bars both predict the same on \d+\.\d %/);
    expect(text).toMatch(/ {2}old model: Sharpe .*\n {2}new model: Sharpe/);
    expect(text).toContain('No revised bars.');
    expect(text).toContain('npm run train -- --rollback --upload-s3 walkforest-test');
  });

  it('can be rolled back', async () => {
    const before = await site.published();
    await site.run();
    await rollbackModel(site.store, MODEL_KEY, site.clock.now());
    expect(await site.published()).toBe(before);
  });

  it('asks for public bars, and touches model, pointer and history alone', async () => {
    await site.run();
    const key = (path: string): string => path.replace('/walkforest-test/', '');
    const touched = site.requests.map((request) => key(request).replace(/[0-9a-f]{64}/, 'HASH'));
    expect(new Set(touched)).toEqual(
      new Set([
        'GET /0/public/OHLC',
        `GET ${pointerKey(MODEL_KEY)}`,
        'GET models/btc_daily_rf/HASH.bin',
        `GET ${HISTORY_KEY}`,
        `PUT ${HISTORY_KEY}`,
        'PUT models/btc_daily_rf/HASH.bin',
        `PUT ${pointerKey(MODEL_KEY)}`,
        'POST /',
      ]),
    );
  });

  it('makes the same model again, and publishes it once', async () => {
    const first = await site.run();
    const writes = (): number => site.requests.filter((request) => request[1] === 'U').length;
    const before = writes();
    const second = await site.run();
    expect(second).toEqual({ ...first, outcome: 'unchanged', sameClass: 1 });
    expect(writes()).toBe(before);
    expect(site.aws.mails[1]!.subject).toContain('model already trained 2026-03-15');
    expect(site.aws.mails[1]!.text).toContain('Nothing was published.');
  });

  it('replaces half a bar at the end of the history', async () => {
    const known = readHistory((await site.store.read(HISTORY_KEY))!, 'the history');
    const last = known.time.length - 1;
    known.close[last] = known.open[last]!;
    await site.keep(known);
    await site.run();
    expect(await site.historyText()).toBe(textOf({ body: historyBytes(site.bars), etag: '' }));
  });

  it('mails which bars the exchange has revised, and leaves them as they were', async () => {
    const known = readHistory((await site.store.read(HISTORY_KEY))!, 'the history');
    known.volume[1_400] = 5;
    await site.keep(known);
    await site.run();
    const { text } = site.aws.mails[0]!;
    expect(text).toMatch(/Revised by the exchange.*\n {2}- 20\d\d-\d\d-\d\d volume: known 5, now/);
    expect((await site.historyText()).split('\n')[1_401]).toMatch(/,5$/);
  });

  it.each([
    ['the pointer', `PUT /walkforest-test/${pointerKey(MODEL_KEY)}`],
    ['the history', `PUT /walkforest-test/${HISTORY_KEY}`],
  ])('succeeds if the answer to the write of %s is lost', async (_, write) => {
    let lost = false;
    site.faults.push(({ method, path }) => {
      if (lost || `${method} ${path}` !== write) return undefined;
      lost = true;
      return { kind: 'reset', when: 'after' };
    });
    expect((await site.run()).outcome).toBe('retrained');
    expect(lost).toBe(true);
    expect(await site.historyText()).toBe(textOf({ body: historyBytes(site.bars), etag: '' }));
  });

  it('fails if its mail is not taken; the model is published', async () => {
    const before = await site.published();
    const refused = { kind: 'answer', answer: { status: 400, body: 'no' } } as const;
    site.faults.push(({ method }) => (method === 'POST' ? refused : undefined));
    expect((await site.failure())?.message).toMatch(/^sns publish: /);
    expect(await site.published()).not.toBe(before);
  });
});

it('a history with fewer bars leads to the same model', async () => {
  await site.run();
  const shorter = await startRetrainSite();
  try {
    await shorter.keep(sliceBars(site.bars, 0, site.bars.time.length - 300));
    await shorter.run();
    expect(await shorter.published()).toBe(await site.published());
  } finally {
    await shorter.close();
  }
});

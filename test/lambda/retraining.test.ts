import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { utcDate } from '../../engine/core/bar-time.ts';
import { sliceBars, type Bars } from '../../engine/core/bars.ts';
import { UNKNOWN_CODE, type Target } from '../../engine/core/feature-source.ts';
import { textOf } from '../../engine/live/edges/object-store.ts';
import { loadModelArtifact } from '../../engine/live/model/model-artifact.ts';
import {
  fetchModel,
  hashedKey,
  pointerKey,
  publishModel,
  rollbackModel,
  sha256Of,
} from '../../engine/live/model/model-pointer.ts';
import { historyBytes, readHistory } from '../../engine/live/retrain/bar-history.ts';
import { catalogue } from '../../features/catalogue.ts';
import type { FaultPlan, WireFault } from '../../cli/stand-ins/wire.ts';
import { TOY_PLAN, toyModel } from '../engine/live/toy-model.ts';
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

const published = async (): Promise<string> => (await fetchModel(site.store, MODEL_KEY))!.sha256;
const historyText = async (): Promise<string> => textOf((await site.store.read(HISTORY_KEY))!);

/** Makes `bars` the history in the bucket. */
async function keep(bars: Bars): Promise<void> {
  await site.store.write(HISTORY_KEY, historyBytes(bars), { ifAbsent: true });
}

/** `bars` with prices that are `factor` times as high. */
function dearer(bars: Bars, factor: number): Bars {
  const scaled = (prices: Float64Array): Float64Array => prices.map((price) => price * factor);
  const [open, high, low, close] = [bars.open, bars.high, bars.low, bars.close].map(scaled);
  return { ...bars, open: open!, high: high!, low: low!, close: close! };
}

/** Does `work` when the first such request (`PUT /bucket/key`) comes. */
function when(request: RegExp, work: () => unknown): void {
  let done = false;
  site.faults.push(({ method, path }) => {
    if (!done && request.test(`${method} ${path}`)) {
      done = true;
      void work();
    }
    return undefined;
  });
}

function always(end: string, fault: WireFault): FaultPlan {
  return ({ path }) => (path.endsWith(end) ? fault : undefined);
}

describe('the retraining, over sockets', () => {
  it('publishes a model of all bars, which is otherwise as the one before', async () => {
    const before = await published();
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

    expect(await historyText()).toBe(textOf({ body: historyBytes(site.bars), etag: '' }));
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
    const before = await published();
    await site.run();
    await rollbackModel(site.store, MODEL_KEY, site.clock.now());
    expect(await published()).toBe(before);
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
    await keep(known);
    await site.run();
    expect(await historyText()).toBe(textOf({ body: historyBytes(site.bars), etag: '' }));
  });

  it('mails which bars the exchange has revised, and leaves them as they were', async () => {
    const known = readHistory((await site.store.read(HISTORY_KEY))!, 'the history');
    known.volume[1_400] = 5;
    await keep(known);
    await site.run();
    const { text } = site.aws.mails[0]!;
    expect(text).toMatch(/Revised by the exchange.*\n {2}- 20\d\d-\d\d-\d\d volume: known 5, now/);
    expect((await historyText()).split('\n')[1_401]).toMatch(/,5$/);
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
    expect(await historyText()).toBe(textOf({ body: historyBytes(site.bars), etag: '' }));
  });

  it('fails if its mail is not taken; the model is published', async () => {
    const before = await published();
    const refused = { kind: 'answer', answer: { status: 400, body: 'no' } } as const;
    site.faults.push(({ method }) => (method === 'POST' ? refused : undefined));
    expect((await site.failure())?.message).toMatch(/^sns publish: /);
    expect(await published()).not.toBe(before);
  });
});

/** The target of the plan with up and down exchanged, under the same name. */
const UPSIDE_DOWN: Target = {
  ...TOY_PLAN.target,
  codes: (bars, scale) =>
    TOY_PLAN.target.codes(bars, scale).map((code) => (code === UNKNOWN_CODE ? code : -code)),
};

type Refusal = readonly [name: string, given: () => unknown, reason: RegExp];

const REFUSALS: readonly Refusal[] = [
  [
    'the history is missing',
    () => {
      site.env['S3_HISTORY_KEY'] = 'data/none.csv';
    },
    /history: expected bars at data\/none\.csv, got none: `train` with --upload-s3/,
  ],
  [
    'the model is missing',
    () => {
      site.env['S3_MODEL_KEY'] = 'models/none.bin';
    },
    /model: expected one at models\/none\.bin, got none/,
  ],
  ['the model is of the sample', () => site.publish({}, true), /got one of the synthetic sample/],
  [
    'the model is of another market',
    () => site.publish({ market: 'ETHUSD' }),
    /model: expected one of XBTUSD, got ETHUSD/,
  ],
  ['its market is not known', () => site.publish({ market: null }), /one of an unknown market/],
  [
    'the bars are of another market',
    () => keep(dearer(site.bars, 1.001)),
    /at least 30 common bars of data\/btc_daily_bars\.csv and the exchange's bars to agree/,
  ],
  [
    'the history ends too long ago',
    () => keep(sliceBars(site.bars, 0, 500)),
    /to overlap, got a gap of 280 bars/,
  ],
  [
    'the history overlaps too little',
    () => keep(sliceBars(site.bars, 0, site.bars.time.length - 700)),
    /at least 30 common bars .* got 19 of 19/,
  ],
  [
    'the history is damaged',
    async () => {
      const text = (await historyText()).replace(/\n[^\n]*\n$/, '\n1,2,x\n');
      await site.store.write(HISTORY_KEY, Buffer.from(text), { ifAbsent: true });
    },
    /data\/btc_daily_bars\.csv:1494: expected 6 numbers/,
  ],
  [
    "the exchange's last bar is too old",
    () => {
      site.spot.rows = site.spot.rows.slice(0, -3);
    },
    /expected the last closed bar to be 2026-03-14, got 2026-03-1\d/,
  ],
  [
    'a bar is missing at the exchange',
    () => {
      site.spot.rows = site.spot.rows.filter((_, i, rows) => i !== rows.length - 5);
    },
    /expected one day after the bar before, got a gap of 2 days/,
  ],
  [
    'the clocks differ',
    () => {
      site.spot.skewMs = 120_000;
    },
    /clock: expected within 60 s/,
  ],
  [
    'the exchange does not answer in time',
    () => site.faults.push(always('/OHLC', { kind: 'hang', when: 'before' })),
    /spot OHLC: (timeout|out of time)/,
  ],
  [
    'the exchange answers with a web page',
    () => site.faults.push(always('/OHLC', { kind: 'html' })),
    /spot OHLC: (not JSON|server error)/,
  ],
  [
    'the training took too long',
    () => when(/OHLC$/, () => site.clock.goTo(site.clock.now() + 290_000)),
    /retraining: out of time/,
  ],
  [
    'the two models have little in common',
    () => site.publish({ target: UPSIDE_DOWN }),
    /predict the same on at least 75\.0 % of the last 365 bars/,
  ],
  [
    'a setting is wrong',
    () => {
      site.env['S3_HISTORY_KEY'] = '*.csv';
    },
    /S3_HISTORY_KEY: expected PATH\.csv, got "\*\.csv"/,
  ],
];

describe('a retraining publishes nothing, and says why, if', () => {
  it.each(REFUSALS)('%s', async (_, given, reason) => {
    await given();
    const [model, history] = [await published(), await historyText()];
    const error = await site.failure();
    expect(error?.message).toMatch(reason);
    expect(await published()).toBe(model);
    expect(await historyText()).toBe(history);
    expect(site.requests.filter((request) => request.startsWith('PUT'))).toEqual([]);
    const [mail, ...others] = site.aws.mails;
    expect(others).toEqual([]);
    expect(mail!.topic).toBe('alarms');
    expect(mail!.subject).toBe('BTC retraining FAILED 2026-03-15');
    expect(mail!.text).toContain(error!.message);
    expect(mail!.text).toContain('No model was published.');
  });

  it.each([
    ['before the pointer is read', /^PUT .*\.csv$/, /pointer\.json: expected [0-9a-f]{64}, got/],
    ['before it is moved', /^PUT .*\.bin$/, /s3 write .*pointer\.json: refused \(status 412\)/],
  ])('another model is published meanwhile, %s', async (_, request, reason) => {
    const { bytes } = toyModel();
    when(request, () => publishModel(site.store, MODEL_KEY, bytes, site.clock.now()));
    expect((await site.failure())?.message).toMatch(reason);
    expect(await published()).toBe(sha256Of(bytes));
    expect(site.aws.mails.map(({ topic }) => topic)).toEqual(['alarms']);
  });

  it('the history is changed meanwhile', async () => {
    const model = await published();
    const theirs = sliceBars(site.bars, 0, site.bars.time.length - 1);
    when(/OHLC$/, () => keep(theirs));
    expect((await site.failure())?.message).toMatch(/s3 write data.*: refused \(status 412\)/);
    expect(await published()).toBe(model);
    expect(readHistory((await site.store.read(HISTORY_KEY))!, '').time).toEqual(theirs.time);
  });
});

it('a history with fewer bars leads to the same model', async () => {
  await site.run();
  const shorter = await startRetrainSite();
  try {
    await shorter.store.write(
      HISTORY_KEY,
      historyBytes(sliceBars(site.bars, 0, site.bars.time.length - 300)),
      { ifAbsent: true },
    );
    await shorter.run();
    expect((await fetchModel(shorter.store, MODEL_KEY))!.sha256).toBe(await published());
  } finally {
    await shorter.close();
  }
});

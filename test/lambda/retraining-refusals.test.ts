import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sliceBars, type Bars } from '../../engine/core/bars.ts';
import { UNKNOWN_CODE, type Target } from '../../engine/core/feature-source.ts';
import { publishModel, sha256Of } from '../../engine/live/model/model-pointer.ts';
import { readHistory } from '../../engine/live/retrain/bar-history.ts';
import type { FaultPlan, WireFault } from '../../cli/stand-ins/wire.ts';
import { seriesModel, TOY_PLAN, toyModel } from '../engine/live/toy-model.ts';
import { HISTORY_KEY, MODEL_KEY, startRetrainSite, type RetrainSite } from './retrain-site.ts';

let site: RetrainSite;
beforeEach(async () => {
  site = await startRetrainSite();
});
afterEach(() => site.close());

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
  [
    'the model needs a series',
    () => publishModel(site.store, MODEL_KEY, seriesModel(site.bars).bytes, site.clock.now()),
    /model: a retraining cannot read the series that it needs: train and upload by hand/,
  ],
  ['its market is not known', () => site.publish({ market: null }), /one of an unknown market/],
  [
    'the bars are of another market',
    () => site.keep(dearer(site.bars, 1.001)),
    /at least 30 common bars of data\/btc_daily_bars\.csv and the exchange's bars to agree/,
  ],
  [
    'the history ends too long ago',
    () => site.keep(sliceBars(site.bars, 0, 500)),
    /to overlap, got a gap of 280 bars/,
  ],
  [
    'the history overlaps too little',
    () => site.keep(sliceBars(site.bars, 0, site.bars.time.length - 700)),
    /at least 30 common bars .* got 19 of 19/,
  ],
  [
    'the history is damaged',
    async () => {
      const text = (await site.historyText()).replace(/\n[^\n]*\n$/, '\n1,2,x\n');
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
    const [model, history] = [await site.published(), await site.historyText()];
    const error = await site.failure();
    expect(error?.message).toMatch(reason);
    expect(await site.published()).toBe(model);
    expect(await site.historyText()).toBe(history);
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
    expect(await site.published()).toBe(sha256Of(bytes));
    expect(site.aws.mails.map(({ topic }) => topic)).toEqual(['alarms']);
  });

  it('the history is changed meanwhile', async () => {
    const model = await site.published();
    const theirs = sliceBars(site.bars, 0, site.bars.time.length - 1);
    when(/OHLC$/, () => site.keep(theirs));
    expect((await site.failure())?.message).toMatch(/s3 write data.*: refused \(status 412\)/);
    expect(await site.published()).toBe(model);
    expect(readHistory((await site.store.read(HISTORY_KEY))!, '').time).toEqual(theirs.time);
  });
});

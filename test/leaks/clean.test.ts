import { describe, expect, it } from 'vitest';
import {
  audit,
  catalogue,
  loadBars,
  type AuditCheck,
  type AuditOptions,
  type BarSeries,
} from '../../index.ts';
import { BASE_FEATURES, INTRADAY_FEATURES } from '../../features/named-sets.ts';
import { namedTarget, TARGET_NAMES } from '../../features/targets.ts';
import { BTC_4H, BTC_DAILY, describeShared, sharedPath } from '../shared-data.ts';
import { CLEAN_FEATURES } from './clean-features.ts';
import { lastBars, madeUpBars } from './made-up-bars.ts';
import { barCloses } from './stamped.ts';

/** Few bars and cuts, because each of a hundred features is computed a thousand times. */
const ROWS = 700;

/** The checks that failed, of all honest features on `bars`. */
async function accusations(
  bars: BarSeries,
  options: Partial<AuditOptions> = {},
): Promise<readonly AuditCheck[]> {
  const names = bars.timeframe === '1d' ? BASE_FEATURES : [...BASE_FEATURES, ...INTRADAY_FEATURES];
  const run = { names, own: CLEAN_FEATURES, initialTrain: 100, cuts: 20 };
  const { checks } = await audit(bars, { ...run, ...options });
  const subjects = new Set(checks.map(({ subject }) => subject));
  for (const name of [...names, ...CLEAN_FEATURES.map((one) => one.name)]) {
    expect(subjects).toContain(name);
  }
  return checks.filter(({ passed }) => !passed);
}

describe('the audit accuses no honest feature', () => {
  it('of a hundred of them', () => {
    const names = [...BASE_FEATURES, ...INTRADAY_FEATURES];
    expect(names.every((name) => catalogue.definition(name).name === name)).toBe(true);
    expect(names.length + CLEAN_FEATURES.length).toBeGreaterThanOrEqual(100);
  });

  it.each(['1d', '4h'] as const)(
    'on made-up bars of %s',
    async (timeframe) => {
      expect(await accusations(madeUpBars(timeframe, {}, ROWS))).toEqual([]);
    },
    120_000,
  );

  it.each(TARGET_NAMES)('nor the target %s', async (name) => {
    const run = { names: ['rsi_14', 'atr_14'], initialTrain: 200, cuts: 20 };
    const { checks, passed } = await audit(madeUpBars('1d'), { ...run, target: namedTarget(name) });
    expect(checks.filter((check) => !check.passed)).toEqual([]);
    expect(passed).toBe(true);
  });

  it.each(['linear', 'inverse', 'log'] as const)('nor the rules of payoff %s', async (payoff) => {
    const run = { names: ['rsi_14'], initialTrain: 200, cuts: 20 };
    const terms = { payoff, delay: 2, neutral: 'flat', sides: 'long' } as const;
    const { checks } = await audit(madeUpBars('1d'), { ...run, ...terms });
    expect(checks.filter((check) => !check.passed)).toEqual([]);
  });

  it('nor an honest column of the file, nor a series that is joined as of the close', async () => {
    const bars = madeUpBars('1d');
    const closes = barCloses(bars);
    const observations = { time: bars.time.map((at) => at + 3600), value: bars.volume };
    const columns = {
      funding: bars.close.map((price, i) => Math.log(price / (bars.close[i - 8] ?? price))),
      rare: bars.close.map((price, i) => (i % 9 === 0 ? price : Number.NaN)),
    };
    const { checks } = await audit(madeUpBars('1d', columns), {
      names: ['rsi_14'],
      initialTrain: 200,
      cuts: 20,
      now: 1000 * closes.at(-1)!,
      series: [
        {
          name: 'joined',
          lagDays: 1,
          observations,
          join: ({ time, value }) =>
            closes.map((at) => value[time.findLastIndex((own) => own + 86_400 < at)] ?? Number.NaN),
        },
      ],
    });
    expect(checks.filter((check) => !check.passed)).toEqual([]);
    expect(checks.map(({ subject }) => subject)).toEqual(
      expect.arrayContaining(['funding', 'rare', 'joined', 'positions', 'sessions']),
    );
  });
});

describeShared('the audit of real bars', () => {
  it('accuses no honest feature of the daily file', async () => {
    const bars = await loadBars(sharedPath(BTC_DAILY), { timeframe: '1d' });
    expect(await accusations(lastBars(bars, ROWS))).toEqual([]);
  }, 120_000);

  it('accuses no honest feature of the 4-hour file', async () => {
    const bars = await loadBars(sharedPath(BTC_4H), { timeframe: '4h' });
    expect(await accusations(lastBars(bars, ROWS))).toEqual([]);
  }, 120_000);
});

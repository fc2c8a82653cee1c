import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TIMEFRAMES, type Timeframe } from '../../engine/core/bar-time.ts';
import { sliceBars, type BarField, type Bars } from '../../engine/core/bars.ts';
import { InputError } from '../../engine/core/errors.ts';
import { catalogue } from '../../features/catalogue.ts';
import { requiredHistory } from '../../engine/core/feature-source.ts';
import type { FeatureDefinition } from '../../features/definition.ts';
import { BASE_FEATURES } from '../../features/named-sets.ts';
import { scaleOf } from '../../features/scale.ts';
import { oracleFeature } from './oracle.ts';
import { barsOf, barsRecipe, MOVING, SEED } from './random-bars.ts';

/** The largest relative difference from the golden files, and between live and research. */
const TOLERANCE = 1e-9;

/** The number of bars that Kraken's public OHLC returns. A live decision has no other bars. */
const KRAKEN_BARS = 720;

describe.each(TIMEFRAMES)('every feature of %s bars', (timeframe) => {
  const scale = scaleOf(timeframe);
  const definitions = catalogue.definitions.filter(({ timeframes }) =>
    timeframes.includes(timeframe),
  );
  const names = definitions.map(({ name }) => name);
  const longest = Math.max(...definitions.map((definition) => definition.lookback(scale)));

  it('equals the oracle', () => {
    // The oracle sums every window anew, and those of hourly bars are long.
    const cases = timeframe === '1h' ? 4 : 25;
    const rows = { min: 1, max: Math.max(300, longest + 200) };
    checkBars(barsRecipe(timeframe, rows), cases, (bars) => {
      const columns = catalogue.columns(bars, names, scaleOf(timeframe));
      names.forEach((name, k) => {
        const expected = oracleFeature(bars, name, scale.barsPerDay);
        expected.forEach((value, i) => expectClose(columns[k]![i]!, value, `${name}[${i}]`));
      });
    });
  });

  it('does not change at or before t when bars after t change', () => {
    const recipe = barsRecipe(timeframe, { min: 2, max: 600 });
    fc.assert(
      fc.property(recipe, fc.nat(), (given, cut) => {
        const bars = barsOf(given);
        const end = 1 + (cut % given.rows);
        const other = barsOf({ ...given, seed: given.seed + 1, tick: 0 });
        const altered = joined(sliceBars(bars, 0, end), sliceBars(other, end, given.rows));
        const before = catalogue.columns(bars, names, scaleOf(timeframe));
        const after = catalogue.columns(altered, names, scaleOf(timeframe));
        const alone = catalogue.columns(sliceBars(bars, 0, end), names, scaleOf(timeframe));
        names.forEach((name, k) => {
          expectSameBits(after[k]!.subarray(0, end), before[k]!.subarray(0, end), name);
          expectSameBits(alone[k]!, before[k]!.subarray(0, end), name);
        });
      }),
      { seed: SEED, numRuns: 40 },
    );
  });

  it('needs no more than its required history, unless anchored', () => {
    const needed = requiredHistory(catalogue, names, scale).bars;
    const rows = { min: Math.max(KRAKEN_BARS, needed) + 1, max: needed + 1500 };
    checkBars(barsRecipe(timeframe, rows), 12, (bars) => {
      const full = catalogue.columns(bars, names, scaleOf(timeframe));
      definitions.forEach((definition, k) => {
        if (definition.anchored) return;
        const required = requiredHistory(catalogue, [definition.name], scale).bars;
        const tail = Math.max(KRAKEN_BARS, required);
        const last = lastFromTail(bars, definition, timeframe, tail);
        expectClose(last, full[k]!.at(-1)!, definition.name);
      });
    });
  });

  it('has the same bits from its window alone if it is a window feature', () => {
    const rows = { min: Math.max(250, longest + 1), max: Math.max(500, longest + 200) };
    checkBars(barsRecipe(timeframe, rows), 40, (bars) => {
      const full = catalogue.columns(bars, names, scaleOf(timeframe));
      definitions.forEach((definition, k) => {
        const lookback = definition.lookback(scale);
        if (definition.warmup(scale) !== lookback) return;
        const last = lastFromTail(bars, definition, timeframe, lookback + 1);
        expect(Object.is(last, full[k]!.at(-1)!), definition.name).toBe(true);
      });
    });
  });

  it('is undefined before its lookback, and defined after it if the market moves', () => {
    const rows = { min: Math.max(220, longest + 20), max: Math.max(400, longest + 200) };
    checkBars(barsRecipe(timeframe, rows, MOVING), 20, (bars) => {
      const columns = catalogue.columns(bars, names, scaleOf(timeframe));
      definitions.forEach((definition, k) => {
        const first = columns[k]!.findIndex((x) => !Number.isNaN(x));
        // adx_14 needs a first bar with a directional movement
        if (definition.name === 'adx_14') expect(first).toBeGreaterThanOrEqual(1);
        else expect(first, definition.name).toBe(definition.lookback(scale));
        expect(columns[k]!.subarray(first).every(Number.isFinite), definition.name).toBe(true);
      });
    });
  });
});

describe('the catalogue', () => {
  it('has each name once, and the base features on every timeframe', () => {
    const names = catalogue.definitions.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(BASE_FEATURES).toHaveLength(37);
    for (const name of BASE_FEATURES) {
      expect(catalogue.definition(name).timeframes, name).toEqual(TIMEFRAMES);
    }
  });

  it('marks the features that depend on the start of the history, and a tail shows this', () => {
    const anchored = catalogue.definitions
      .filter(({ anchored }) => anchored)
      .map(({ name }) => name);
    expect(anchored).toEqual(['obv', 'adi']);
    const bars = barsOf({ seed: SEED, rows: 900, timeframe: '1d', tick: 0, quiet: 0 });
    const full = catalogue.columns(bars, anchored, scaleOf('1d'));
    anchored.forEach((name, k) => {
      const last = lastFromTail(bars, catalogue.definition(name), '1d', KRAKEN_BARS);
      expect(last).not.toBeCloseTo(full[k]!.at(-1)!, 6);
    });
  });

  it('scales periods on 4-hour bars, but not lags and the intraday periods 30 and 200', () => {
    const periods = (name: string): unknown => catalogue.definition(name).periods(scaleOf('4h'));
    expect(periods('log_ret_1d')).toEqual({ p: 6 });
    expect(periods('macd_hist')).toEqual({ fast: 78, slow: 169, signal: 58 });
    expect(periods('vol_ratio')).toEqual({ fast: 32, slow: 130 });
    expect(periods('lag_ret_3')).toEqual({ p: 3 });
    expect(periods('rsi_30')).toEqual({ p: 30 });
    expect(periods('stoch_k_200')).toEqual({ p: 200 });
    expect(periods('williams_r')).toEqual({ p: 91 });
    expect(catalogue.definition('log_ret_1d').periods(scaleOf('4h', 6))).toEqual({ p: 6 });
    expect(catalogue.definition('adx_14').periods(scaleOf('1d', 6))).toEqual({ p: 14 });
  });

  it('tells how much history live needs: 720 daily bars suffice, 720 4-hour bars do not', () => {
    const daily = requiredHistory(catalogue, BASE_FEATURES, scaleOf('1d'));
    expect(daily).toEqual({ bars: 692, anchored: ['obv', 'adi'] });
    const bars = (name: string): number => requiredHistory(catalogue, [name], scaleOf('4h')).bars;
    expect(bars('mfi_14')).toBe(92);
    expect(bars('log_ret_20d')).toBe(131);
    expect(bars('ema_ratio_12')).toBe(1079);
    expect(bars('atr_14')).toBe(2502);
    expect(bars('ema_ratio_50')).toBe(4492);
  });

  it('names the nearest features if a name is unknown', () => {
    expect(() => catalogue.definition('ema_ratio_13')).toThrow(InputError);
    expect(() => catalogue.definition('ema_ratio_13')).toThrow(/"ema_ratio_13".*ema_ratio_12/);
  });
});

function checkBars(
  recipe: ReturnType<typeof barsRecipe>,
  numRuns: number,
  check: (bars: Bars) => void,
): void {
  fc.assert(
    fc.property(recipe, (given) => check(barsOf(given))),
    { seed: SEED, numRuns },
  );
}

function lastFromTail(
  bars: Bars,
  definition: FeatureDefinition,
  timeframe: Timeframe,
  tail: number,
): number {
  const rows = bars.close.length;
  const part = sliceBars(bars, rows - tail, rows);
  return catalogue.columns(part, [definition.name], scaleOf(timeframe))[0]!.at(-1)!;
}

function joined(head: Bars, tail: Bars): Bars {
  const join = (field: BarField): Float64Array =>
    Float64Array.from([...head[field], ...tail[field]]);
  return {
    time: join('time'),
    open: join('open'),
    high: join('high'),
    low: join('low'),
    close: join('close'),
    volume: join('volume'),
  };
}

function expectClose(got: number, expected: number, what: string): void {
  const finite = Number.isFinite(expected);
  const close = finite
    ? Math.abs(got - expected) <= TOLERANCE * Math.max(1, Math.abs(expected))
    : Number.isNaN(got);
  if (!close) expect.fail(`${what}: expected ${expected}, got ${got}`);
}

function expectSameBits(got: Float64Array, expected: Float64Array, what: string): void {
  const same = got.length === expected.length && got.every((x, i) => Object.is(x, expected[i]));
  if (!same) expect.fail(`${what} changed`);
}

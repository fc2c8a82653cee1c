import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { backtestCommand } from '../../../cli/research/backtest.ts';
import { flagOf } from '../../../engine/core/options.ts';
import { runHere } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** Few trees on few folds, because these tests compare figures of equal forests. */
const SMALL: Readonly<Record<string, string>> = {
  '--features': 'forward_4',
  '--trees': '4',
  '--initial-train': '4000',
  '--step': '100',
  '--epoch-folds': '2',
  '--bins': '32',
  '--min-leaf-rows': '100',
  '--seeds': '5,6',
};

type Point = { value: number | string; own: boolean; sharpe: number; bars: number };

async function backtest(...words: string[]) {
  const env = { WALKFOREST_LEDGER: await temporaryFolder() };
  const settings = Object.entries(SMALL).filter(([flag]) => !words.includes(flag));
  const { code, stdout } = await runHere(backtestCommand, [...settings.flat(), ...words], { env });
  expect(code).toBe(0);
  return stdout;
}

async function jsonOf(...words: string[]) {
  const { sets, ledger, nullReasons } = JSON.parse(await backtest(...words, '--json'));
  return { set: sets.forward_4, ledger, nullReasons };
}

describe('backtest --sensitivity', () => {
  let run: ReturnType<typeof jsonOf> | undefined;
  /** The same run for all tests that only read it. */
  const whole = (): ReturnType<typeof jsonOf> => (run ??= jsonOf('--sensitivity'));

  it.each([
    ['costBps', [0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50]],
    ['delay', [0, 1, 2]],
    ['neutral', ['hold', 'flat']],
    ['sides', ['both', 'long', 'short']],
    ['payoff', ['linear', 'inverse', 'log']],
    ['threshold', [0.005, 0.01, 0.015, 0.02]],
    ['initialTrain', [2000, 3000, 4000]],
    ['step', [50, 100, 200, 400]],
    ['window', [500, 1000, 2000, 'none']],
  ])('varies %s, and each point is a backtest with that option', async (axis, values) => {
    const found = await whole();
    const curve: Point[] = found.set.sensitivity[axis];
    expect(curve.map(({ value }) => value)).toEqual(values);
    expect(new Set(curve.map(({ sharpe }) => sharpe)).size).toBeGreaterThan(1);
    const some = axis === 'costBps' ? curve.filter(({ value }) => Number(value) % 25 === 0) : curve;
    for (const { value, own: _marked, ...figures } of some) {
      const words = value === 'none' ? [] : [flagOf(axis), String(value)];
      const { set } = await jsonOf(...words);
      expect(set.metrics).toMatchObject(figures);
    }
    const own = curve.find((point) => point.own);
    expect(own).toMatchObject({ sharpe: found.set.metrics.sharpe, bars: found.set.metrics.bars });
  });

  it('finds the costs at which nothing is earned', async () => {
    const settings = ['--neutral', 'flat', '--sides', 'long'];
    for (const payoff of ['linear', 'inverse']) {
      const words = [...settings, '--payoff', payoff];
      const { set } = await jsonOf('--sensitivity', ...words);
      const { sharpe, totalLogReturn } = set.sensitivity.breakEvenCostBps;
      expect(totalLogReturn).toBeGreaterThan(0);
      const at = await jsonOf(...words, '--cost-bps', totalLogReturn.toFixed(14));
      expect(Math.abs(at.set.metrics.totalLogReturn)).toBeLessThan(1e-9);
      const ratio = await jsonOf(...words, '--cost-bps', sharpe.toFixed(14));
      expect(Math.abs(ratio.set.metrics.sharpe)).toBeLessThan(1e-9);
      // The mean may still be positive where growth is not.
      expect(sharpe).toBeGreaterThan(totalLogReturn);
    }
  });

  it('counts every account as a trial', async () => {
    const found = await whole();
    const plain = await jsonOf();
    const walks = ['threshold', 'initialTrain', 'step', 'window'];
    const added = walks.reduce((sum, axis) => sum + found.set.sensitivity[axis].length - 1, 0);
    // Two delays, two sides and the other accounting, whose entries are rows, and the walks.
    expect(found.ledger.trialsHere).toBeGreaterThanOrEqual(plain.ledger.trialsHere + added);
    expect(found.ledger.trialsHere).toBeLessThanOrEqual(plain.ledger.trialsHere + added + 5);
  });

  it('has the regimes and years of the backtest with intervals, or says why not', async () => {
    const found = await whole();
    const { sensitivity, regimes, yearly } = found.set;
    for (const [name, part] of Object.entries<Point & { interval: unknown }>(sensitivity.regimes)) {
      expect(part).toMatchObject({ bars: regimes[name].bars, sharpe: regimes[name].sharpe });
    }
    type Year = { year: number; bars: number; sharpe: number };
    for (const { year, bars, sharpe } of yearly as Year[]) {
      const { interval, ...part } = sensitivity.years[year];
      expect(part).toEqual({ bars, sharpe });
      const reason = found.nullReasons[`sets.forward_4.sensitivity.years.${year}.interval`];
      if (bars < 100) {
        expect(interval).toBeNull();
        expect(reason).toBe('fewer than 100 bars give no interval');
      } else {
        expect(interval.lower).toBeLessThan(sharpe);
        expect(interval.upper).toBeGreaterThan(sharpe);
      }
    }
  });

  it('has no threshold where the target has none', async () => {
    const { set, nullReasons } = await jsonOf('--sensitivity', '--target', 'sign');
    expect(set.sensitivity.threshold).toBeNull();
    const reason = nullReasons['sets.forward_4.sensitivity.threshold'];
    expect(reason).toBe('the target has no threshold');
  });

  it('shows on a terminal how far the only set has come', async () => {
    let shown = '';
    let milliseconds = 0;
    // The clock of a slow machine: no report comes too early to be drawn.
    const slow = {
      clock: () => (milliseconds += 200),
      stderr: { isTTY: true, columns: 100, write: (text: string) => (shown += text) },
      env: { WALKFOREST_LEDGER: await temporaryFolder() },
    };
    await runHere(backtestCommand, [...Object.entries(SMALL).flat(), '--sensitivity'], slow);
    const drawn = (label: string) => shown.match(new RegExp(`${label} \\[#+-*\\] \\d+ %`, 'g'));
    expect(drawn('statistics')).toEqual([expect.stringContaining('50 %')]);
    expect(drawn('sensitivity')!.map((text) => text.slice(-4))).toEqual([
      '10 %',
      '20 %',
      '40 %',
      '60 %',
    ]);
    expect(shown).toMatch(/sensitivity [^\n]* sets\/[a-z]+, \d:\d\d left/);
  });

  it('prints tables of at most 80 columns, with its own setting marked', async () => {
    const text = stripVTControlCharacters(await backtest('--sensitivity'));
    const own = text.slice(text.indexOf('One setting changed at a time: forward_4'));
    expect(own.split('\n').every((line) => line.length <= 80)).toBe(true);
    expect(own).toMatch(/^ +5 bps \* +/m);
    expect(own).toMatch(/^threshold +0\.50 % /m);
    expect(own).toMatch(/^no best days +10 /m);
    expect(own).toContain('Break-even cost:');
    const found = await whole();
    const { sharpe } = found.set.sensitivity.withoutBestDays;
    expect(own).toMatch(new RegExp(`^no best days .* ${sharpe.toFixed(3)} `, 'm'));
  });
});

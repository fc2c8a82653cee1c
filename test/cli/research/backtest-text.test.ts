import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { backtestCommand } from '../../../cli/research/backtest.ts';
import { selectCommand } from '../../../cli/research/select.ts';
import { encodeColumnFile } from '../../../data/column-file.ts';
import { syntheticBars } from '../../../data/synthetic.ts';
import { utcDate } from '../../../engine/core/bar-time.ts';
import type { Bars } from '../../../engine/core/bars.ts';
import { runHere } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** Few trees on few folds: what is tested here is what is said of their figures. */
const FAST = ['--trees', '4', '--initial-train', '4000', '--step', '100', '--epoch-folds', '2'];
const SMALL = [...FAST, '--bins', '32', '--min-leaf-rows', '100', '--seeds', '5'];

async function textOf(...words: string[]): Promise<string> {
  const { code, stdout } = await runHere(backtestCommand, [...SMALL, ...words], { columns: 120 });
  expect(code).toBe(0);
  return stripVTControlCharacters(stdout);
}

async function jsonOf(...words: string[]) {
  const { code, stdout } = await runHere(backtestCommand, [...SMALL, ...words, '--json']);
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

/** The table below `title`: its rows as cells, the header first. */
function tableOf(text: string, title: string): string[][] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith(title)) + 1;
  expect(start).toBeGreaterThan(0);
  const end = lines.indexOf('', start);
  return lines.slice(start, end).map((line) => line.trim().split(/ {2,}/));
}

/** A file of the sample's bars, with closes that `change` has changed. */
async function sampleWith(change: (close: Float64Array, bars: Bars) => void): Promise<string> {
  const { extra: _none, ...bars } = syntheticBars('1d').bars;
  const close = bars.close.slice();
  change(close, { ...bars, extra: new Map() } as never);
  const high = close.map((price, i) => Math.max(price, bars.open[i]!, bars.high[i]!));
  const low = close.map((price, i) => Math.min(price, bars.open[i]!, bars.low[i]!));
  const path = join(await temporaryFolder(), 'bars.csv');
  await writeFile(path, await encodeColumnFile(path, { ...bars, high, low, close }));
  return path;
}

describe('the text of a backtest', () => {
  it('says what the capital has become', async () => {
    const words = ['--features', 'atr_14', '--capital', '500'];
    const { sets, buyHold } = await jsonOf(...words);
    const [header, set, held] = tableOf(await textOf(...words), 'Out of sample, seed 5 alone');
    const column = header!.indexOf('$500 became');
    const shown = (capital: number): string => `$${Math.round(capital).toLocaleString('en')}`;
    expect(set![column]).toBe(shown(sets.atr_14.metrics.finalCapital));
    expect(held![column]).toBe(shown(buyHold.metrics.finalCapital));
  });

  it('of an account in bitcoin says it in bitcoin and in dollars', async () => {
    const words = ['--features', 'atr_14', '--payoff', 'inverse'];
    const { sets } = await jsonOf(...words);
    const [header, set, held] = tableOf(await textOf(...words), 'Out of sample');
    const cell = (row: string[] | undefined, name: string) => row?.[header!.indexOf(name)];
    const { metrics, dollars } = sets.atr_14;
    expect(cell(set, '1 BTC became')).toBe(`${(metrics.finalCapital / 1000).toFixed(3)} BTC`);
    const end = Math.round(dollars.metrics.finalCapital).toLocaleString('en');
    expect(cell(set, '$1,000 became')).toBe(`$${end}`);
    expect(cell(held, '1 BTC became')).toBe('1.000 BTC');
  });

  it('has a calendar of months and the deepest drawdowns of each set', async () => {
    const words = ['--features', 'atr_14', '--features', 'mfi_14'];
    const text = await textOf(...words);
    const { sets } = await jsonOf(...words);
    for (const name of ['atr_14', 'mfi_14']) {
      const months = tableOf(text, `Return by month, %: ${name}`);
      const [, first] = Object.entries<number>(sets[name].monthly)[0]!;
      expect(months.flat()).toContain((100 * Math.expm1(first)).toFixed(1));
    }
    const drawdowns = tableOf(text, 'Deepest drawdowns');
    expect(drawdowns[0]).toEqual(['set', 'fall', 'from', 'to', 'bars']);
    for (const name of ['atr_14', 'mfi_14']) {
      const [worst] = sets[name].drawdowns;
      const row = drawdowns.find((cells) => cells[0] === name)!;
      expect(row[1]).toBe(`-${(100 * worst.depth).toFixed(1)} %`);
      expect(row[2]).toBe(worst.start.slice(0, 10));
      expect(row.at(-1)).toBe(String(worst.bars));
    }
  });

  it('has years from year-end to year-end', async () => {
    const { time, close } = syntheticBars('1d').bars;
    const before = (date: string): number =>
      close[time.findIndex((at) => utcDate(at) === date) - 1]!;
    const grown = before('2025-01-01') / before('2024-01-01') - 1;
    const words = ['--from', '2023-12-01', '--features', 'atr_14'];
    const [header, ...years] = tableOf(await textOf(...words), 'Return by year (Sharpe)');
    const row = years.find(([year]) => year === '2024')!;
    expect(header!.at(-1)).toBe('buy and hold');
    expect(row.at(-1)).toContain(`${grown > 0 ? '+' : ''}${(100 * grown).toFixed(1)} % (`);
  });

  it("marks the original system's accounting wherever its returns are shown", async () => {
    const text = await textOf('--features', 'atr_14', '--payoff', 'log');
    expect(text).toContain("ORIGINAL SYSTEM'S ACCOUNTING");
    const titles = /^(Out of sample|Return by|Deepest).*$/gm;
    const shown = text.match(titles)!;
    expect(shown).toHaveLength(4);
    for (const title of shown) expect(title).toContain("[original system's accounting]");
    expect((await textOf('--features', 'atr_14')).match(/original/i)).toBeNull();
  });

  it('says that a short sample proves nothing, and that there was one seed', async () => {
    const words = ['--features', 'atr_14'];
    const { sets } = await jsonOf(...words);
    const { noteShortSample, sharpeStandardError } = sets.atr_14.statistics;
    const error = sharpeStandardError.toFixed(1);
    expect(noteShortSample).toBe(
      `${sets.atr_14.metrics.bars} tested bars: the standard error of the Sharpe ratio is ` +
        `${error}, this proves nothing`,
    );
    const text = await textOf(...words);
    expect(text).toContain(noteShortSample);
    expect(text).toContain(', seed 5 alone\n');
    expect(text).toContain('One seed: another may show something else.');
  });

  it('names a bar without a decision and its move, in text and JSON', async () => {
    let flat = -1;
    const data = await sampleWith((close, { open, high, low }) => {
      flat = close.length - 60;
      for (const field of [open, high, low]) field[flat] = close[flat]!;
    });
    const words = ['--data', data, '--features', 'close_pos_range,atr_14'];
    const { time, close } = syntheticBars('1d').bars;
    const move = close[flat + 1]! / close[flat]! - 1;
    const { undecided } = await jsonOf(...words);
    expect(undecided).toEqual([
      { time: new Date(1000 * time[flat]!).toISOString().replace('.000', ''), move },
    ]);
    const percent = `${move > 0 ? '+' : ''}${(100 * move).toFixed(1)} %`;
    expect(await textOf(...words)).toContain(
      `1 tested bar had no decision: ${utcDate(time[flat]!)}, ${percent}, the position was kept`,
    );
  });

  it('says loudly that an account was lost', async () => {
    // Whoever is short when a price trebles has lost more than there was.
    const data = await sampleWith((close, { open }) => {
      for (let i = close.length - 300; i < close.length; i += 5) {
        close[i] = 3 * close[i]!;
        open[i] = close[i]!;
      }
    });
    const words = ['--data', data, '--features', 'atr_14', '--sides', 'short'];
    const { sets } = await jsonOf(...words);
    const { ruinedAt } = sets.atr_14;
    expect(ruinedAt).toMatch(/^20\d\d-/);
    expect(await textOf(...words)).toContain(
      `RUIN: atr_14 lost all of its money on ${ruinedAt.slice(0, 10)} and traded no more.`,
    );
  });
});

describe('the note that labels are mostly neutral', () => {
  it.each([
    ['backtest', backtestCommand, SMALL],
    ['select', selectCommand, [...FAST, '--bins', '32']],
  ] as const)('is one line on the stderr of %s', async (_name, command, small) => {
    const set = command === backtestCommand ? '--features' : '--candidates';
    const words = [...small, set, 'atr_14', '--threshold', '0.2'];
    const { code, stderr } = await runHere(command, words);
    expect(code).toBe(0);
    expect(stderr.match(/^\d+\.\d % of the rows are neutral at --threshold 0\.2: .*$/gm)).toEqual([
      expect.stringContaining('--threshold 0.01 suits bars of 1d better'),
    ]);
  });
});

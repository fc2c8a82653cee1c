import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../cli/framework/command.ts';
import { backtestCommand } from '../../../cli/research/backtest.ts';
import { dataCommand } from '../../../cli/research/data.ts';
import { featuresCommand } from '../../../cli/research/features.ts';
import { portfolioCommand } from '../../../cli/research/portfolio.ts';
import { selectCommand } from '../../../cli/research/select.ts';
import { runHere } from '../run-here.ts';

const FEW = ['--trees', '4', '--initial-train', '3000', '--step', '500', '--bins', '32'];
const OWN_SET = 'ema_ratio_12,atr_14,log_ret_20d,mfi_14,vol_ratio,gap';

const CASES: readonly (readonly [Command, readonly string[]])[] = [
  [backtestCommand, FEW],
  [backtestCommand, [...FEW, '--features', OWN_SET, '--seeds', '7', '--payoff', 'inverse']],
  [backtestCommand, ['--folds']],
  [selectCommand, [...FEW, '--method', 'all', '--candidates', OWN_SET]],
  [portfolioCommand, [...FEW, '--pooled', '--weights', 'inverse-volatility']],
  [featuresCommand, []],
  [featuresCommand, ['--list']],
  [featuresCommand, ['--list', '--timeframe', '4h']],
  [dataCommand, ['sample']],
];

describe.each(CASES)('the text of a command', (command, words) => {
  it(`${command.name} ${words.join(' ')} fits 60, 80, 100 and 120 columns`, async () => {
    const wide = await figuresOf(command, words, 500);
    for (const columns of [60, 80, 100, 120]) {
      const { stdout } = await runHere(command, words, { columns });
      for (const line of stripVTControlCharacters(stdout).split('\n')) {
        // The SHA-256 of a file is longer than half of a line.
        if (!/^ *[0-9a-f]{64}$/.test(line)) expect(line.length).toBeLessThanOrEqual(columns);
        expect(line).toBe(line.trimEnd());
      }
      // Nothing is cut: each word of the widest text is in the narrow one.
      const narrow = await figuresOf(command, words, columns);
      expect([...wide].filter((word) => !narrow.has(word))).toEqual([]);
    }
  });
});

/** The words of a text; of a calendar, which has no decimals in a narrow one, the whole numbers. */
async function figuresOf(
  command: Command,
  words: readonly string[],
  columns: number,
): Promise<ReadonlySet<string>> {
  const { code, stdout } = await runHere(command, words, { columns });
  expect(code).toBe(0);
  const text = stripVTControlCharacters(stdout).replaceAll(/Return by month[^]*?\n\n/g, '');
  return new Set(text.split(/\s+|,(?=\S)/).map((word) => word.replace(/,$/, '')));
}

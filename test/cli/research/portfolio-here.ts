/** Folders of random bars for the tests of the command `portfolio`, and how they run it. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { portfolioCommand } from '../../../cli/research/portfolio.ts';
import type { Bars } from '../../../engine/core/bars.ts';
import { randomBars, timesOf, type Hours } from '../../engine/portfolio/toy-assets.ts';
import { runHere, type Printed } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** Few trees on few folds, because these tests are about the use of the votes. */
export const FEW = ['--trees', '4', '--step', '100', '--bins', '32', '--seeds', '7'];
export const SMALL = [...FEW, '--initial-train', '400', '--features', 'log_ret_5d,rsi_14'];

export function portfolio(words: readonly string[], env = {}): Promise<Printed> {
  return runHere(portfolioCommand, words, { env });
}

export async function json(words: readonly string[], env = {}) {
  const { code, stdout, stderr } = await portfolio([...words, '--json'], env);
  expect(stderr).not.toContain('portfolio:');
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

export function csvOf({ time, open, high, low, close, volume }: Bars): string {
  const rows = Array.from(time, (value, i) =>
    [value, open[i], high[i], low[i], close[i], volume[i]].join(),
  );
  return `time,open,high,low,close,volume\n${rows.join('\n')}\n`;
}

/** A folder with files of random bars: a coin, a fund, and a fund that begins later. */
export async function folderOf(files: Readonly<Record<string, readonly [Hours, number, number]>>) {
  const folder = await temporaryFolder();
  for (const [i, [name, [hours, first, days]]] of Object.entries(files).entries()) {
    await writeFile(join(folder, name), csvOf(randomBars(timesOf(hours, first, days), 50 + i)));
  }
  return folder;
}

export const THREE = {
  'KRAKEN_XBTUSD, 1D.csv': ['coin', 17_000, 900],
  'BATS_SPY, 1D.csv': ['fund', 16_900, 1000],
  'GLD.csv': ['fund', 17_100, 800],
} as const;

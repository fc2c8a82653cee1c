/** Files of series beside the synthetic sample, for tests of commands. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { syntheticBars } from '../../data/synthetic.ts';
import { BAR_FIELDS } from '../../engine/core/bars.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** The synthetic sample's daily bars. */
export const SAMPLE = syntheticBars('1d').bars;

/** One day and value a line below `time,NAME`, on the days of the sample's bars [start, end). */
export async function writeDaily(
  name: string,
  value: (row: number) => number,
  { start = 0, end = SAMPLE.time.length, column = name } = {},
): Promise<string> {
  const path = join(await temporaryFolder(), `${name}.csv`);
  const rows = Array.from(SAMPLE.time.subarray(start, end), (time, i) => {
    return `${time},${value(start + i)}\n`;
  });
  await writeFile(path, `time,${column}\n${rows.join('')}`);
  return path;
}

/** A funding rate that goes up and down. */
export function wave(row: number): number {
  return Number((0.0001 * Math.sin(row / 9) + 0.00002 * (row % 7)).toFixed(8));
}

/** The four on-chain series on the days of the sample, in a folder. */
export async function writeOnChain(): Promise<string> {
  const folder = await temporaryFolder();
  const write = async (name: string, lines: readonly string[]): Promise<void> => {
    await writeFile(join(folder, `${name}.csv`), `time,${name}\n${lines.join('')}`);
  };
  const days = Array.from(SAMPLE.time);
  const eight = days.flatMap((day, i) =>
    [0, 8, 16].map((h) => `${day + h * 3600},${wave(i + h)}\n`),
  );
  await write('funding_rate', eight);
  await write(
    'fear_greed',
    days.map((day, i) => `${day},${10 + ((i * 7) % 81)}\n`),
  );
  await write(
    'hash_rate',
    days.map((day, i) => `${day},${100 + i + 5 * Math.sin(i)}\n`),
  );
  await write(
    'tx_count',
    days.map((day, i) => `${day},${1000 + ((i * 37) % 211)}\n`),
  );
  return folder;
}

/** The sample's bars with a further column `rates`, as a CSV file. */
export async function writeBarsWithRates(end = SAMPLE.time.length): Promise<string> {
  const path = join(await temporaryFolder(), 'bars.csv');
  const lines = Array.from({ length: end }, (_, row) => {
    return [...BAR_FIELDS.map((field) => SAMPLE[field][row]), wave(row)].join(',');
  });
  await writeFile(path, [[...BAR_FIELDS, 'rates'].join(','), ...lines, ''].join('\n'));
  return path;
}

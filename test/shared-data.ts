/**
 * Finds real market data and golden figures for tests: in a folder beside the checkout, or in
 * $WALKFOREST_SHARED. These data may not be passed on, so they are not in the repository. Without
 * them a suite says "skipped: no real data"; with WALKFOREST_REQUIRE_SHARED=1 it fails.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'vitest';

const folder = resolve(
  process.env['WALKFOREST_SHARED'] ?? join(import.meta.dirname, '..', '..', 'shared'),
);

/** Path of the daily Bitcoin file below the shared folder. */
export const BTC_DAILY = 'data/KRAKEN_BTCUSD, 1D.csv';
/** Path of the 4-hour Bitcoin file below the shared folder. */
export const BTC_4H = 'data/KRAKEN_BTCUSD, 240.csv';

/** Absolute path of a file below the shared folder. */
export function sharedPath(name: string): string {
  return join(folder, name);
}

/** Text of a file below the shared folder. */
export function sharedFile(name: string): string {
  return readFileSync(sharedPath(name), 'utf8');
}

/**
 * `describe` for suites that need the shared folder.
 * @param needs what of the folder the suite needs; another folder may have this part alone
 */
export function describeShared(name: string, body: () => void, needs = 'golden'): void {
  if (existsSync(sharedPath(needs))) describe(name, body);
  else if (process.env['WALKFOREST_REQUIRE_SHARED'] === '1') {
    it(name, () => {
      const path = sharedPath(needs);
      throw new Error(`expected real data and goldens at ${path} (WALKFOREST_REQUIRE_SHARED=1)`);
    });
  } else it.skip(`${name} (skipped: no real data)`, () => {});
}

/** Rows of a golden CSV as objects of numbers (empty cells NaN). */
export function readGoldenCsv(name: string): Record<string, number>[] {
  const [header, ...lines] = sharedFile(name).trimEnd().split('\n');
  const names = header!.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(
      names.map((column, i) => [column, cells[i] === '' ? Number.NaN : Number(cells[i])]),
    );
  });
}

/**
 * Every case of the shared folder's faults/expected.json, and every file of faults/damaged, by the
 * real command. No case is known by name here: other folders of the same form run through the same
 * test (WALKFOREST_SHARED).
 */

import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { dataCommand } from '../../cli/research/data.ts';
import { loadBars } from '../../data/load-bars.ts';
import { barsSha256 } from '../../data/synthetic.ts';
import type { Timeframe } from '../../engine/core/bar-time.ts';
import { runHere, type Printed } from '../cli/run-here.ts';
import { describeShared, sharedFile, sharedPath } from '../shared-data.ts';

type Case = {
  readonly file: string;
  readonly timeframe: Timeframe;
  readonly kind: string;
  readonly why: string;
} & (
  | {
      readonly outcome: 'read';
      readonly bars: number;
      readonly first: number;
      readonly last: number;
      readonly closeSum: number;
      readonly volumeSum: number;
      readonly barsSha256?: string;
      readonly sameBarsAs?: string;
      readonly notes: readonly (readonly string[])[];
    }
  | {
      readonly outcome: 'refused';
      readonly says: readonly string[];
      readonly never: readonly string[];
    }
);

const CASES = 'faults/expected.json';
const DAMAGED = 'faults/damaged';

/** The rule for damaged files, which the command's start is a part of. */
const LIMIT_MS = 2000;

function cases(): readonly Case[] {
  return JSON.parse(sharedFile(CASES)) as readonly Case[];
}

function pathOf(file: string): string {
  return sharedPath(join('faults', 'files', file));
}

function check(path: string, timeframe: Timeframe): Promise<Printed> {
  return runHere(dataCommand, ['check', path, '--timeframe', timeframe]);
}

/** `text` without the file's name, which may hold the words that are looked for. */
function withoutName(text: string, path: string): string {
  return text.replaceAll(path, '').replaceAll(basename(path), '').toLowerCase();
}

/** True if `text` has the word, or one of `a|b`. */
function says(text: string, word: string): boolean {
  return word
    .toLowerCase()
    .split('|')
    .some((choice) => text.includes(choice));
}

async function expectRead(one: Extract<Case, { outcome: 'read' }>): Promise<void> {
  const path = pathOf(one.file);
  const { code, stdout, stderr } = await check(path, one.timeframe);
  expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
  const { bars } = await loadBars(path, { timeframe: one.timeframe });
  const sum = (column: Float64Array): number => column.reduce((a, b) => a + b, 0);
  expect([bars.time.length, bars.time[0], bars.time.at(-1)]).toEqual([
    one.bars,
    one.first,
    one.last,
  ]);
  expectNear(sum(bars.close), one.closeSum);
  expectNear(sum(bars.volume), one.volumeSum);
  if (one.barsSha256 !== undefined) expect(barsSha256(bars)).toBe(one.barsSha256);
  if (one.sameBarsAs !== undefined) {
    const other = await loadBars(pathOf(one.sameBarsAs), { timeframe: one.timeframe });
    expect(bars).toEqual(other.bars);
  }
  const lines = withoutName(`${stdout}\n${stderr}`, path).split('\n');
  for (const words of one.notes) {
    const found = lines.some((line) => words.every((word) => says(line, word)));
    expect(found, `a line with ${words.join(' and ')} in\n${lines.join('\n')}`).toBe(true);
  }
}

function expectNear(value: number, expected: number): void {
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-9 * Math.abs(expected));
}

async function expectRefused(one: Extract<Case, { outcome: 'refused' }>): Promise<void> {
  const path = pathOf(one.file);
  const { code, stdout, stderr } = await check(path, one.timeframe);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^[^\n]+\n$/);
  const text = withoutName(stderr, path);
  for (const word of one.says) expect(says(text, word), `"${word}" in ${text}`).toBe(true);
  for (const word of one.never) expect(says(text, word), `"${word}" in ${text}`).toBe(false);
}

describeShared(
  'data check on common files',
  () => {
    it.each(cases().map((one) => [one.kind, one.file, one] as const))('%s: %s', (_, __, one) =>
      one.outcome === 'read' ? expectRead(one) : expectRefused(one),
    );
  },
  CASES,
);

describeShared(
  'data check on damaged files',
  () => {
    const folder = sharedPath(DAMAGED);
    const files = readdirSync(folder);
    it.each(files)('%s is read or refused in time', { timeout: LIMIT_MS }, async (file) => {
      const { code, stderr } = await check(join(folder, file), '1d');
      expect([0, 2]).toContain(code);
      if (code === 2) expect(stderr.split('\n').length).toBe(2);
    });
  },
  DAMAGED,
);

import { describe, expect, it } from 'vitest';
import { groupFigures, measureGroup, type BenchCase } from '../../bench/measure.ts';

const benchCase = (name: string, run: BenchCase['run'] = () => 1, work = 10): BenchCase => ({
  name,
  run,
  work,
  checked: true,
});

const settings = { rounds: 1, clock: () => 0 };

describe('the figures of a group', () => {
  const cases = [benchCase('a'), benchCase('b'), benchCase('c')];
  const seconds = [[0.1, 0.5, 0.2], [2, 1], [4]];

  it('are medians of the rounds in rows a second, ratios over the fastest baseline', () => {
    const figures = groupFigures({ unit: 'rows/s', cases, baselines: ['c', 'b'] }, seconds);
    const [a, b, c] = figures;
    expect(a).toMatchObject({ median: 50, min: 20, max: 100, baseline: 'b', rounds: 3 });
    expect(a!.ratio).toBeCloseTo(50 / 7.5, 12);
    expect(b).toEqual({
      name: 'b',
      median: 7.5,
      min: 5,
      max: 10,
      unit: 'rows/s',
      baseline: null,
      ratio: null,
      checked: true,
      rounds: 2,
      note: null,
    });
    expect(c).toMatchObject({ median: 2.5, min: 2.5, max: 2.5, baseline: 'b', rounds: 1 });
  });

  it('are times by work in the other units', () => {
    const figure = (unit: 'µs per (tree, fold)' | 'ms per step'): number =>
      groupFigures({ unit, cases: [benchCase('a')], baselines: [] }, [[0.5]])[0]!.median;
    expect(figure('µs per (tree, fold)')).toBe(50_000);
    expect(figure('ms per step')).toBe(50);
  });
});

describe('timing', () => {
  it('runs every case in every round, synchronous or not', async () => {
    const ran: string[] = [];
    const cases = [
      benchCase('now', () => ran.push('now') && 3),
      benchCase('later', async () => ran.push('later') && 4),
    ];
    const group = { unit: 'ms per step', cases, baselines: ['now'] } as const;
    const figures = await measureGroup(group, settings);
    expect(figures.map(({ name, rounds }) => ({ name, rounds }))).toEqual([
      { name: 'now', rounds: 1 },
      { name: 'later', rounds: 1 },
    ]);
    expect(figures.every(({ median }) => median > 0)).toBe(true);
    expect(new Set(ran)).toEqual(new Set(['now', 'later']));
  });

  it('takes turns, and ends slow groups after three rounds', async () => {
    const turns: string[] = [];
    const turn = (name: string) => (): number => {
      if (turns.at(-1) !== name) turns.push(name);
      return 1;
    };
    const cases = [benchCase('a', turn('a')), benchCase('b', turn('b'))];
    let now = 0;
    const clock = (): number => (now += 30_000);
    await measureGroup({ unit: 'rows/s', cases, baselines: [] }, { rounds: 9, clock });
    expect(turns.join('')).toBe('ab'.repeat(4));
  });

  it.each([
    ['synchronous', (value: number) => value],
    ['asynchronous', async (value: number) => value],
  ])('refuses a result that changes from run to run: %s', async (_, give) => {
    let count = 0;
    const cases = [benchCase('changing', () => give(count++))];
    await expect(measureGroup({ unit: 'rows/s', cases, baselines: [] }, settings)).rejects.toThrow(
      /^changing: a run's result was \d+, not 0$/,
    );
  });

  it.each([
    ['throws', (): number => fail()],
    ['rejects', async (): Promise<number> => fail()],
  ])('fails where a run %s', async (_, work) => {
    let count = 0;
    const cases = [benchCase('broken', () => (count++ === 0 ? 1 : work()))];
    await expect(measureGroup({ unit: 'rows/s', cases, baselines: [] }, settings)).rejects.toThrow(
      'it broke',
    );
  });
});

function fail(): never {
  throw new Error('it broke');
}

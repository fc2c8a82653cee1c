import { describe, expect, it } from 'vitest';
import { createWalkForwardForest } from '../../../engine/forest/walk-forward-forest.ts';
import { foldDataset, type FoldedDataset } from '../../../engine/learn/folds.ts';
import { testRows } from '../../../engine/learn/out-of-sample.ts';
import {
  poolRows,
  votesOfMember,
  type PooledRows,
  type PoolMember,
} from '../../../engine/portfolio/pooled-rows.ts';
import type { AssetRun } from '../../../engine/portfolio/asset-figures.ts';
import { sessionDay } from '../../../engine/core/market-calendar.ts';
import { MONDAY, randomBars, runOf, timesOf } from './toy-assets.ts';

const SETTINGS = { trees: 3, maxDepth: 3, minLeafRows: 10, bins: 32, epochFolds: 2, seed: 5 };

function grown({ dataset, folds }: Pick<PooledRows, 'dataset' | 'folds'>): Uint32Array {
  const { matrix, labels } = dataset;
  const forest = createWalkForwardForest({ matrix, labels, folds, settings: SETTINGS });
  return forest.votes([[0, 1]], 0, SETTINGS.trees)[0];
}

/** A coin from Monday on and a fund that began 20 days earlier. */
function twoRuns(seed = 2): readonly AssetRun[] {
  const coin = randomBars(timesOf('coin', MONDAY, 260), seed);
  const fund = randomBars(timesOf('fund', MONDAY - 20, 280), 3);
  const initialTrain = 120;
  return [
    runOf('BTC', coin, { initialTrain, seed: 1 }),
    runOf('SPY', fund, { initialTrain, seed: 1 }),
  ];
}

describe('poolRows', () => {
  it('of one asset gives the votes of its own walk with an embargo of one row', () => {
    const [run] = twoRuns();
    const pooled = poolRows([run], { step: 10, embargo: 0 });
    const settings = { initialTrain: 120, step: 10, embargo: 1 };
    const own: FoldedDataset = foldDataset(run.folded.dataset, settings);
    expect(pooled.folds).toEqual(own.folds);
    const votes = votesOfMember(pooled, 0, { folded: own, votes: grown(pooled) });
    expect(votes).toEqual(grown(own));
  });

  it('orders rows by session day, and tests blocks of days', () => {
    const runs = twoRuns();
    const { folds, places, dataset } = poolRows(runs, { step: 7, embargo: 0 });
    const days = new Float64Array(dataset.matrix.rows);
    runs.forEach(({ calendar, folded }, member) =>
      folded.dataset.time.forEach((time, row) => {
        const place = places[member][row];
        days[place] = sessionDay(calendar, time);
        const { matrix } = folded.dataset;
        for (let column = 0; column < 2; column++) {
          const own = matrix.values[column * matrix.rows + row];
          expect(dataset.matrix.values[column * days.length + place]).toBe(own);
        }
        expect(dataset.labels[place]).toBe(folded.dataset.labels[row]);
      }),
    );
    expect([...days]).toEqual([...days].sort((a, b) => a - b));
    // The fund's calendar and the coin's together have a bar on every day.
    for (const { testStart, testEnd } of folds.slice(0, -1)) {
      expect(new Set(days.subarray(testStart, testEnd)).size).toBe(7);
    }
    expect(folds.at(-1)!.testEnd).toBe(days.length);
    const tested = runs.map(({ folded, calendar }) => {
      const { start } = testRows(folded.folds);
      return sessionDay(calendar, folded.dataset.time[start]);
    });
    expect(days[folds[0].testStart]).toBe(Math.min(...tested));
  });

  it.each([0, 3])(
    'trains on no label that is known on a test day or later, embargo %i',
    (embargo) => {
      const runs = twoRuns();
      const { folds, places } = poolRows(runs, { step: 5, embargo });
      const known: number[] = [];
      const day: number[] = [];
      runs.forEach(({ calendar, folded: { dataset } }, member) =>
        dataset.barIndex.forEach((bar, row) => {
          day[places[member][row]] = sessionDay(calendar, dataset.bars.time[bar]);
          known[places[member][row]] = sessionDay(calendar, dataset.bars.time[bar + 1]);
        }),
      );
      for (const { trainEnd, testStart } of folds) {
        const latest = Math.max(...known.slice(0, trainEnd));
        expect(latest).toBeLessThan(day[testStart] - embargo);
        // And it wastes little: a weekend of the fund at most.
        expect(testStart - trainEnd).toBeLessThan(12 + 2 * embargo);
      }
    },
  );

  it('of shorter bars trains on no label that is known after a test bar opens', () => {
    const runs = [
      runOf('BTC', randomBars(timesOf('coin, 4h', MONDAY, 60), 2), { initialTrain: 120, seed: 1 }),
      runOf('SPY', randomBars(timesOf('fund, 4h', MONDAY, 120), 3), { initialTrain: 90, seed: 1 }),
    ];
    const { folds, places } = poolRows(runs, { step: 5, embargo: 0 });
    const opens: number[] = [];
    const known: number[] = [];
    runs.forEach(({ folded: { dataset } }, member) =>
      dataset.barIndex.forEach((bar, row) => {
        opens[places[member][row]] = dataset.bars.time[bar];
        known[places[member][row]] = dataset.bars.time[bar + 1] + 4 * 3600;
      }),
    );
    expect(folds.length).toBeGreaterThan(20);
    for (const { trainEnd, testStart } of folds) {
      expect(Math.max(...known.slice(0, trainEnd))).toBeLessThanOrEqual(opens[testStart]);
      // The fund has none for three days at most, and the coin's bars of these wait behind its.
      expect(testStart - trainEnd).toBeLessThan(30);
    }
  });

  it('gives votes that know nothing of the future of another asset', () => {
    const [coin, fund] = twoRuns();
    const { bars } = coin.folded.dataset;
    const from = bars.time.findIndex((time) => sessionDay(coin.calendar, time) > MONDAY + 200);
    const other = randomBars(bars.time, 77);
    const changed = {
      ...bars,
      ...Object.fromEntries(
        (['open', 'high', 'low', 'close', 'volume'] as const).map((field) => {
          const column = bars[field].slice();
          column.set(other[field].subarray(from), from);
          return [field, column];
        }),
      ),
    };
    const later = runOf('BTC', changed, { initialTrain: 120, seed: 1 });
    const votesOf = (members: readonly (PoolMember & AssetRun)[]): readonly Uint32Array[] => {
      const pooled = poolRows(members, { step: 10, embargo: 0 });
      const votes = grown(pooled);
      return members.map(({ folded }, i) => votesOfMember(pooled, i, { folded, votes }));
    };
    const before = votesOf([coin, fund]);
    const after = votesOf([later, fund]);
    const { dataset, folds } = fund.folded;
    const { start, end } = testRows(folds);
    const untouched = dataset.time
      .subarray(start, end)
      .findIndex((time) => sessionDay(fund.calendar, time) > MONDAY + 200);
    expect(untouched).toBeGreaterThan(30);
    expect(after[1].subarray(0, 3 * untouched)).toEqual(before[1].subarray(0, 3 * untouched));
    // The change is large enough to be seen later on.
    expect(after[1]).not.toEqual(before[1]);
  });
});

import { describe, expect, it } from 'vitest';
import {
  countTrials,
  nextBatch,
  readLedger,
  unpackedPositions,
  type ScoredTrial,
} from '../../selection/ledger.ts';

const RUN = { data: 'ab'.repeat(32), at: '2026-01-02T03:04:05Z', command: 'select', version: '1' };

function trial(positions: readonly number[], sharpe = 1, start = 86_400): ScoredTrial {
  return {
    what: 'set',
    features: ['rsi_14'],
    target: 'bucket',
    threshold: 0.01,
    seeds: [42],
    trees: 10,
    neutral: 'hold',
    objective: 'sharpe',
    sharpe,
    start,
    positions: Float64Array.from(positions),
  };
}

const EMPTY = readLedger([]);
const FIRST = nextBatch(EMPTY, [trial([1, 0, -1]), trial([1, 1, 1])], RUN)!;
const ONE = readLedger([{ name: '1', text: FIRST }]);
const SECOND = nextBatch(ONE, [trial([0, 0, 1])], { ...RUN, command: 'backtest' })!;
const BOTH = [
  { name: '1', text: FIRST },
  { name: '2', text: SECOND },
];

describe('a ledger', () => {
  it('holds each trial once, with who scored it first', () => {
    const { trials, brokenAt } = readLedger(BOTH);
    expect(brokenAt).toBeUndefined();
    expect(trials.map(({ command }) => command)).toEqual(['select', 'select', 'backtest']);
    expect(trials[0]).toMatchObject({ features: ['rsi_14'], sharpe: 1, at: RUN.at });
  });

  it('takes the same positions on the same bars for the same trial', () => {
    // Another Sharpe ratio of the same positions is another cost, not another trial.
    expect(nextBatch(ONE, [trial([1, 0, -1], 0.3), trial([1, 1, 1])], RUN)).toBeUndefined();
    expect(countTrials([trial([1, 0, -1]), trial([1, 0, -1], 0.3), trial([1, 0, 0])])).toBe(2);
  });

  it('takes the same positions from another bar on for another trial', () => {
    const later = readLedger([
      ...BOTH,
      { name: '3', text: nextBatch(readLedger(BOTH), [trial([1, 0, -1], 1, 0)], RUN)! },
    ]);
    expect(later.trials).toHaveLength(4);
    expect(later.brokenAt).toBeUndefined();
  });

  it.each([
    [[1, 0, -1, -1, 0, 1, 1]],
    [[0.5, -0.25, 1, 0]],
    [[]],
    [Array.from({ length: 1001 }, (_, i) => (i % 3) - 1)],
  ])('gives back positions in steps of 1/127', (positions) => {
    const { trials } = readLedger([
      { name: '1', text: nextBatch(EMPTY, [trial(positions)], RUN)! },
    ]);
    const back = unpackedPositions(trials[0]!.positions);
    expect(back).toHaveLength(positions.length);
    back.forEach((value, i) =>
      expect(Math.abs(value - positions[i]!)).toBeLessThanOrEqual(1 / 254),
    );
  });

  it.each([
    [
      'a changed figure',
      [{ ...BOTH[0]!, text: FIRST.replace('"sharpe":1', '"sharpe":2') }, BOTH[1]!],
      '2',
    ],
    ['a batch taken out', [BOTH[1]!], '2'],
    ['batches the other way round', [BOTH[1]!, BOTH[0]!], '2'],
    [
      'a line taken out of the last batch',
      [BOTH[0]!, { name: '2', text: SECOND.slice(0, -5) }],
      '2',
    ],
    [
      'a trial with other positions',
      [{ name: '1', text: FIRST.replace('"id":"', '"id":"0') }],
      '1',
    ],
    ['no ledger at all', [{ name: '1', text: 'hello\n' }], '1'],
  ])('shows %s', (_, batches, at) => {
    expect(readLedger(batches).brokenAt).toBe(at);
  });

  it('counts on after a break', () => {
    const broken = readLedger([{ name: '1', text: FIRST.replace('"sharpe":1', '"sharpe":2') }]);
    // Alone it looks whole: what it was is told by the batch after it.
    expect(broken.trials).toHaveLength(2);
    const next = nextBatch(broken, [trial([0, 1, 0])], RUN)!;
    expect(
      readLedger([
        { name: '1', text: FIRST },
        { name: '2', text: next },
      ]).brokenAt,
    ).toBe('2');
  });
});

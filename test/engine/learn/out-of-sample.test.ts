import { describe, expect, it } from 'vitest';
import { sampleBars } from '../../../data/sample-bars.ts';
import { buildDataset } from '../../../engine/learn/dataset.ts';
import {
  classFigures,
  outOfSample,
  signalsFromVotes,
  testRows,
} from '../../../engine/learn/out-of-sample.ts';
import { planOf } from '../../dataset-plan.ts';
import { sliceBars } from '../../../engine/core/bars.ts';

const folds = [
  { trainEnd: 100, testStart: 100, testEnd: 102 },
  { trainEnd: 102, testStart: 102, testEnd: 103 },
];
const dataset = buildDataset(sliceBars(sampleBars('1d', 7), 0, 200), planOf(['gap']));

describe('outOfSample', () => {
  it('takes the mean of the probabilities of all runs, and its class', () => {
    const first = Uint32Array.of(3, 1, 0, 0, 2, 2, 1, 1, 2);
    const second = Uint32Array.of(0, 2, 6, 0, 1, 3, 1, 1, 2);
    const rows = outOfSample(dataset, folds, [first, second]);
    expect([...rows.probabilities]).toEqual([0.375, 0.25, 0.375, 0, 0.375, 0.625, 0.25, 0.25, 0.5]);
    expect([...rows.classes]).toEqual([-1, 1, 1]);
    expect([...rows.time]).toEqual([...dataset.time.subarray(100, 103)]);
    expect([...rows.nextReturn]).toEqual([...dataset.nextReturn.subarray(100, 103)]);
    expect([...rows.labels]).toEqual([...dataset.labels.subarray(100, 103)]);
  });

  it('of one run has the probabilities of this run', () => {
    const rows = outOfSample(dataset, folds, [Uint32Array.of(3, 1, 0, 0, 2, 2, 1, 1, 2)]);
    expect([...rows.probabilities]).toEqual([0.75, 0.25, 0, 0, 0.5, 0.5, 0.25, 0.25, 0.5]);
  });

  it('fails for runs of different rows', () => {
    const [short, long] = [new Uint32Array(6).fill(1), new Uint32Array(9).fill(1)];
    expect(() => outOfSample(dataset, folds, [long, short])).toThrow('runs have the same rows');
    expect(() => outOfSample(dataset, folds, [])).toThrow('there is a run');
    expect(() => outOfSample(dataset, [], [long])).toThrow('there is a fold');
  });

  it('fails for votes that belong to other rows', () => {
    expect(() => outOfSample(dataset, folds, [Uint32Array.of(1, 1, 1)])).toThrow('every test row');
  });
});

describe('signalsFromVotes', () => {
  it('takes the class with most votes, and the lowest class on a tie', () => {
    expect([...signalsFromVotes(Uint32Array.of(2, 2, 1, 1, 2, 2, 0, 1, 2))]).toEqual([-1, 0, 1]);
  });
});

describe('testRows', () => {
  it('covers all folds', () => {
    expect(testRows(folds)).toEqual({ start: 100, end: 103 });
    const third = { trainEnd: 103, testStart: 103, testEnd: 109 };
    expect(testRows([...folds, third])).toEqual({ start: 100, end: 109 });
  });
});

describe('classFigures', () => {
  it('counts the predicted classes and the right predictions', () => {
    const figures = classFigures({
      classes: Int8Array.of(-1, 0, 1, 1),
      labels: Uint8Array.of(0, 2, 2, 2),
    });
    expect(figures).toEqual({ accuracy: 0.75, predicted: { down: 1, neutral: 1, up: 2 } });
  });
});

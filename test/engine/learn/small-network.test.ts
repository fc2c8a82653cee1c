import { beforeAll, describe, expect, it } from 'vitest';
import { randomStream } from '../../../engine/core/random.ts';
import {
  firstLayers,
  networkLearner,
  networkLoss,
  NETWORK_SETTINGS,
} from '../../../engine/learn/small-network.ts';
import type { Rows } from '../../../engine/learn/standardised-rows.ts';
import { loadTensors, type TensorLibrary } from '../../../engine/learn/tensor-library.ts';
import type { TrainingRows } from '../../../engine/learn/walk-learner.ts';

let library: TensorLibrary;
beforeAll(async () => {
  const loaded = await loadTensors();
  if ('missing' in loaded) throw new Error(`${loaded.missing} is missing`);
  ({ library } = loaded);
});

/** Rows whose class is up inside a ring: no linear model tells it. */
function ring(seed: number, count: number): TrainingRows {
  const { normal } = randomStream(seed);
  const values = Float64Array.from({ length: 2 * count }, normal);
  const labels = Uint8Array.from({ length: count }, (_, i) => {
    const radius = Math.hypot(values[2 * i]!, values[2 * i + 1]!);
    return radius < 0.8 ? 2 : radius < 1.4 ? 1 : 0;
  });
  return { rows: { count, width: 2, values }, labels };
}

function accuracy(probabilities: Float64Array, labels: Uint8Array): number {
  let right = 0;
  labels.forEach((label, i) => {
    const own = [...probabilities.subarray(3 * i, 3 * i + 3)];
    if (own.indexOf(Math.max(...own)) === label) right++;
  });
  return right / labels.length;
}

describe('networkLoss', () => {
  it('is log 3 with a penalty where all weights are 0, and pulls by the classes alone', () => {
    const zero = firstLayers(2, 1);
    for (const { values } of zero) values.fill(0);
    const train = {
      rows: rowsOf([
        [1, 2],
        [3, 4],
      ]),
      labels: Uint8Array.of(0, 0),
    };
    const { loss, gradients } = networkLoss(library, zero, train);
    expect(loss).toBeCloseTo(Math.log(3), 6);
    const [hidden, hiddenBiases, weights, biases] = gradients.map((own) => Array.from(own));
    for (const own of [hidden!, hiddenBiases!, weights!]) {
      for (const value of own) expect(Math.abs(value)).toBe(0);
    }
    expect(biases![0]).toBeCloseTo(1 / 3 - 1, 6);
    expect(biases![2]).toBeCloseTo(1 / 3, 6);
  });

  it('has the gradients that differences of the loss show', () => {
    const train = ring(3, 20);
    const layers = firstLayers(2, 7);
    const { gradients } = networkLoss(library, layers, train);
    const step = 0.02;
    layers.forEach((layer, at) => {
      layer.values.forEach((value, i) => {
        const lossAt = (by: number): number => {
          const values = layer.values.slice();
          values[i] = value + by;
          const moved = layers.with(at, { ...layer, values });
          return networkLoss(library, moved, train).loss;
        };
        const slope = (lossAt(step) - lossAt(-step)) / (2 * step);
        expect(gradients[at]![i]).toBeCloseTo(slope, 3);
      });
    });
  });
});

describe('networkLearner', () => {
  it('learns what no straight line tells apart', () => {
    const train = ring(1, 600);
    const tested = ring(2, 300);
    const probabilities = networkLearner(library, 42)(train, tested.rows);
    const chance = Math.max(...[0, 1, 2].map((code) => share(tested.labels, code)));
    expect(chance).toBeLessThan(0.5);
    expect(accuracy(probabilities, tested.labels)).toBeGreaterThan(0.8);
  });

  it('gives probabilities that add up to 1, the same twice, others for another seed', () => {
    const train = ring(1, 200);
    const tested = ring(2, 50).rows;
    const first = networkLearner(library, 42)(train, tested);
    for (let start = 0; start < first.length; start += 3) {
      expect(first[start]! + first[start + 1]! + first[start + 2]!).toBeCloseTo(1, 14);
    }
    expect([...networkLearner(library, 42)(train, tested)]).toEqual([...first]);
    expect([...networkLearner(library, 43)(train, tested)]).not.toEqual([...first]);
  });

  it('leaves no tensor behind', () => {
    const before = library.memory().numTensors;
    networkLearner(library, 42)(ring(1, 50), ring(2, 5).rows);
    expect(library.memory().numTensors).toBe(before);
  });
});

describe('firstLayers', () => {
  it('draws weights within the bound of Glorot, and no biases', () => {
    const [hidden, hiddenBiases, weights, biases] = firstLayers(4, 42);
    const bound = Math.sqrt(6 / (4 + NETWORK_SETTINGS.hiddenUnits));
    const largest = Math.max(...hidden!.values.map(Math.abs));
    expect(largest).toBeLessThanOrEqual(bound);
    expect(largest).toBeGreaterThan(bound / 2);
    expect(new Set([...hidden!.values, ...weights!.values]).size).toBe(4 * 8 + 8 * 3);
    expect([...hiddenBiases!.values, ...biases!.values].every((value) => value === 0)).toBe(true);
  });
});

function rowsOf(rows: number[][]): Rows {
  return { count: rows.length, width: rows[0]!.length, values: Float64Array.from(rows.flat()) };
}

function share(labels: Uint8Array, code: number): number {
  return labels.filter((label) => label === code).length / labels.length;
}

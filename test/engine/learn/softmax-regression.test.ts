import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../engine/core/random.ts';
import {
  fitSoftmax,
  softmaxProbabilities,
  SOFTMAX_PENALTY,
} from '../../../engine/learn/softmax-regression.ts';
import { evaluateSoftmax } from '../../../engine/learn/softmax-loss.ts';
import { standardisedRows, standardiserOf } from '../../../engine/learn/standardised-rows.ts';
import { matrixOf } from '../forest/matrix-of.ts';
import type { TrainingRows } from '../../../engine/learn/walk-learner.ts';

type Golden = {
  readonly name: string;
  readonly train: number;
  readonly x: number[][];
  readonly y: number[];
  readonly means: number[];
  readonly deviations: number[];
  readonly coefficients: number[][];
  readonly intercepts: number[];
  readonly probabilities: number[][];
};

/** Figures of scikit-learn; `make_golden.py` beside the file writes them. */
const GOLDEN: { readonly cases: readonly Golden[] } = JSON.parse(
  readFileSync(new URL('../../fixtures/softmax/golden.json', import.meta.url), 'utf8'),
);

function trainingOf(golden: Golden) {
  const width = golden.x[0]!.length;
  const columns = Array.from({ length: width }, (_, i) => [
    `x${i}`,
    golden.x.map((row) => row[i]!),
  ]);
  const matrix = matrixOf(Object.fromEntries(columns));
  const { train } = golden;
  const known = { start: 0, end: train };
  const standardiser = standardiserOf(matrix, [...matrix.names.keys()], known);
  const rows = standardisedRows(matrix, standardiser, known);
  const held = standardisedRows(matrix, standardiser, { start: train, end: matrix.rows });
  return {
    standardiser,
    training: { rows, labels: Uint8Array.from(golden.y.slice(0, train)) },
    held,
  };
}

function toy(columns: number[][], labels: number[]): TrainingRows {
  const values = Float64Array.from(columns.flat());
  const rows = { count: labels.length, width: columns[0]!.length, values };
  return { rows, labels: Uint8Array.from(labels) };
}

/** Rows whose classes hang on the first column. */
function randomRows(seed: number, count: number, width: number): TrainingRows {
  const { normal } = randomStream(seed);
  const rows = Array.from({ length: count }, () => Array.from({ length: width }, normal));
  const labels = rows.map((row) => {
    const drive = row[0]! + normal();
    return drive > 0.5 ? 2 : drive < -0.5 ? 0 : 1;
  });
  return toy(rows, labels);
}

/** The objective's derivatives written down from its definition, without any matrix. */
function slowGradient({ rows, labels }: TrainingRows, w: Float64Array): Float64Array {
  const length = rows.width + 1;
  const gradient = new Float64Array(w.length);
  for (let row = 0; row < rows.count; row++) {
    const x = [...rows.values.subarray(row * rows.width, (row + 1) * rows.width), 1];
    const powers = [0, 1, 2].map((c) =>
      Math.exp(x.reduce((sum, value, i) => sum + value * w[c * length + i]!, 0)),
    );
    const total = powers[0]! + powers[1]! + powers[2]!;
    for (let at = 0; at < w.length; at++) {
      const c = Math.floor(at / length);
      gradient[at]! += (powers[c]! / total - (labels[row] === c ? 1 : 0)) * x[at % length]!;
    }
  }
  for (let at = 0; at < w.length; at++) {
    if (at % length !== rows.width) gradient[at]! += SOFTMAX_PENALTY * w[at]!;
  }
  return gradient;
}

describe('fitSoftmax', () => {
  it('has only intercepts where the features say nothing: the shares of the classes', () => {
    const labels = [0, 0, 0, 1, 2, 2];
    const model = fitSoftmax(
      toy(
        labels.map(() => [0]),
        labels,
      ),
    );
    const shares = softmaxProbabilities(model, { count: 1, width: 1, values: Float64Array.of(0) });
    [3 / 6, 1 / 6, 2 / 6].forEach((share, code) => expect(shares[code]).toBeCloseTo(share, 13));
    const [, down, , neutral, , up] = model.coefficients;
    expect(down! + neutral! + up!).toBeCloseTo(0, 13);
  });

  it('solves two classes on one column as the equation by hand says', () => {
    // x is -1 for class 0 and 1 for class 2. By symmetry the intercepts are 0 and the weights are
    // -w and w. Each of the two rows pulls w up by the probability of the other class,
    // 1 / (1 + exp(2w)), and the penalty pulls it down by w: w = 2 / (1 + exp(2w)).
    const model = fitSoftmax(toy([[-1], [1]], [0, 2]));
    const [left, , right] = model.coefficients;
    expect(model.classes).toEqual([0, 2]);
    expect(right).toBeCloseTo(-left!, 14);
    expect(right! * (1 + Math.exp(2 * right!))).toBeCloseTo(2, 12);
    const shares = softmaxProbabilities(model, { count: 1, width: 1, values: Float64Array.of(1) });
    expect(shares[1]).toBe(0);
    expect(shares[2]! / shares[0]!).toBeCloseTo(Math.exp(2 * right!), 12);
  });

  it('is certain of the only class that it has seen', () => {
    const model = fitSoftmax(toy([[1], [2]], [1, 1]));
    const rows = { count: 1, width: 1, values: Float64Array.of(9) };
    expect([...softmaxProbabilities(model, rows)]).toEqual([0, 1, 0]);
  });

  it('has a gradient of zero at its coefficients, by the definition of the loss', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const train = randomRows(seed, 300, 1 + seed);
      const { coefficients } = fitSoftmax(train);
      const largest = Math.max(...slowGradient(train, coefficients).map(Math.abs));
      expect(largest, `seed ${seed}`).toBeLessThan(1e-9);
    }
  });

  it('reaches the minimum that many small steps down the gradient reach', () => {
    const train = randomRows(11, 80, 2);
    let w = new Float64Array(9);
    for (let step = 0; step < 20_000; step++) {
      const gradient = slowGradient(train, w);
      w = w.map((value, i) => value - 0.01 * gradient[i]!);
    }
    const { coefficients } = fitSoftmax(train);
    coefficients.forEach((value, i) => expect(value).toBeCloseTo(w[i]!, 9));
  });

  it('ends where features separate the classes, and where columns are equal', () => {
    const separated = fitSoftmax(toy([[-9], [-8], [0], [0.1], [8], [9]], [0, 0, 1, 1, 2, 2]));
    expect(separated.coefficients.every(Number.isFinite)).toBe(true);
    const twins = fitSoftmax(
      toy(
        [
          [1, 1],
          [2, 2],
          [-1, -1],
          [-3, -3],
        ],
        [0, 1, 2, 0],
      ),
    );
    expect(twins.coefficients[0]).toBeCloseTo(twins.coefficients[1]!, 12);
  });

  it.each(GOLDEN.cases)('equals scikit-learn: $name', (golden) => {
    const { standardiser, training, held } = trainingOf(golden);
    standardiser.means.forEach((mean, i) => expect(mean).toBeCloseTo(golden.means[i]!, 12));
    standardiser.deviations.forEach((own, i) => {
      expect(own).toBeCloseTo(golden.deviations[i]!, 12);
    });
    const model = fitSoftmax(training);
    const width = model.width + 1;
    golden.coefficients.forEach((weights, c) => {
      const own = model.coefficients.subarray(c * width, (c + 1) * width);
      [...weights, golden.intercepts[c]!].forEach((value, i) => {
        expect(own[i]).toBeCloseTo(value, 10);
      });
    });
    const probabilities = softmaxProbabilities(model, held);
    golden.probabilities.flat().forEach((value, i) => {
      expect(probabilities[i]).toBeCloseTo(value, 11);
    });
  });
});

describe('evaluateSoftmax', () => {
  it('has the derivatives that differences of the loss and the gradient show', () => {
    const train = randomRows(5, 40, 2);
    const { normal } = randomStream(6);
    const at = Float64Array.from({ length: 9 }, normal);
    const problem = { rows: train.rows, targets: train.labels, classCount: 3, penalty: 0.7 };
    const { gradient, hessian } = evaluateSoftmax(problem, at);
    const step = 1e-5;
    for (let i = 0; i < 9; i++) {
      const moved = (by: number) =>
        evaluateSoftmax(
          problem,
          at.map((value, j) => (j === i ? value + by : value)),
        );
      const [before, after] = [moved(-step), moved(step)];
      expect((after.loss - before.loss) / (2 * step)).toBeCloseTo(gradient[i]!, 6);
      for (let j = 0; j < 9; j++) {
        // Intercepts: the curvature that is added along a constant in all of them.
        const shift = i % 3 === 2 && j % 3 === 2 ? 40 / 3 : 0;
        const slope = (after.gradient[j]! - before.gradient[j]!) / (2 * step);
        expect(hessian[i * 9 + j]! - shift).toBeCloseTo(slope, 6);
      }
    }
  });
});

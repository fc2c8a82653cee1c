/**
 * The penalised loss of a softmax regression with its first and second derivatives. Must not know:
 * how a minimum is found.
 */

import type { Rows } from './standardised-rows.ts';

/** What a softmax regression is fitted to. */
export type SoftmaxProblem = {
  readonly rows: Rows;
  /** Uint8Array (rows): each row's class, counted from 0 among those that there are. */
  readonly targets: Uint8Array;
  readonly classCount: number;
  /** Twice the factor of the squared weights; intercepts have none. */
  readonly penalty: number;
};

/** The loss at some coefficients, and its derivatives by them. */
export type SoftmaxPoint = {
  readonly loss: number;
  /** Float64Array (size), size = classes × (width + 1). */
  readonly gradient: Float64Array;
  /**
   * Float64Array (size × size), positive definite: the loss does not change with a constant in all
   * intercepts, so a curvature in that direction is added. The gradient is 0 along it.
   */
  readonly hessian: Float64Array;
};

/** The point at `coefficients`, Float64Array (classes × (width + 1)), weights then intercept. */
export function evaluateSoftmax(problem: SoftmaxProblem, coefficients: Float64Array): SoftmaxPoint {
  const { rows, targets, classCount } = problem;
  const length = rows.width + 1;
  const size = classCount * length;
  const gradient = new Float64Array(size);
  // The lower triangle of each pair of classes a > b, summed over the rows: -p(a)·p(b)·x·xᵀ.
  const pairs = new Float64Array(((classCount * (classCount - 1)) / 2) * length * length);
  const shares = new Float64Array(classCount);
  const x = new Float64Array(length).fill(1);
  let loss = 0;
  for (let row = 0; row < rows.count; row++) {
    for (let i = 0; i < rows.width; i++) x[i] = rows.values[row * rows.width + i];
    loss += rowShares(coefficients, x, targets[row], shares);
    addRow(x, targets[row], shares, gradient);
    addPairs(x, shares, pairs);
  }
  const hessian = hessianOf(pairs, classCount, length);
  loss += addPenalty(problem, coefficients, gradient, hessian);
  addShift(problem, hessian);
  return { loss, gradient, hessian };
}

/** Fills `shares` with the row's probabilities and returns -log of that of its own class. */
function rowShares(
  coefficients: Float64Array,
  x: Float64Array,
  own: number,
  shares: Float64Array,
): number {
  const { length } = x;
  let highest = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < shares.length; c++) {
    let score = 0;
    for (let i = 0; i < length; i++) score += coefficients[c * length + i] * x[i];
    shares[c] = score;
    if (score > highest) highest = score;
  }
  const ownScore = shares[own];
  let total = 0;
  for (let c = 0; c < shares.length; c++) {
    shares[c] = Math.exp(shares[c] - highest);
    total += shares[c];
  }
  for (let c = 0; c < shares.length; c++) shares[c] /= total;
  return Math.log(total) + highest - ownScore;
}

/** Adds (p - 1 of the own class)·x to the gradient. */
function addRow(x: Float64Array, own: number, shares: Float64Array, gradient: Float64Array): void {
  for (let c = 0; c < shares.length; c++) {
    const residual = shares[c] - (c === own ? 1 : 0);
    const start = c * x.length;
    for (let i = 0; i < x.length; i++) gradient[start + i] += residual * x[i];
  }
}

function addPairs(x: Float64Array, shares: Float64Array, pairs: Float64Array): void {
  const { length } = x;
  let start = 0;
  for (let a = 1; a < shares.length; a++) {
    for (let b = 0; b < a; b++) {
      const weight = -shares[a] * shares[b];
      for (let i = 0; i < length; i++) {
        const scaled = weight * x[i];
        const line = start + i * length;
        for (let j = 0; j <= i; j++) pairs[line + j] += scaled * x[j];
      }
      start += length * length;
    }
  }
}

/**
 * The matrix of all pairs. A row's probabilities add up to 1, so a class's own block is minus the
 * sum of its blocks with the others.
 */
function hessianOf(pairs: Float64Array, classCount: number, length: number): Float64Array {
  const size = classCount * length;
  const hessian = new Float64Array(size * size);
  let start = 0;
  for (let a = 1; a < classCount; a++) {
    for (let b = 0; b < a; b++) {
      for (let i = 0; i < length; i++) {
        for (let j = 0; j < length; j++) {
          const value = pairs[start + Math.max(i, j) * length + Math.min(i, j)];
          const add = (c: number, d: number, part: number): void => {
            const at = (c * length + i) * size + d * length + j;
            hessian[at] += part;
          };
          add(a, b, value);
          add(b, a, value);
          add(a, a, -value);
          add(b, b, -value);
        }
      }
      start += length * length;
    }
  }
  return hessian;
}

/** Adds the penalty's derivatives by the weights and returns the penalty. */
function addPenalty(
  { rows, penalty }: SoftmaxProblem,
  coefficients: Float64Array,
  gradient: Float64Array,
  hessian: Float64Array,
): number {
  const size = coefficients.length;
  let squares = 0;
  for (let i = 0; i < size; i++) {
    const isIntercept = i % (rows.width + 1) === rows.width;
    if (isIntercept) continue;
    squares += coefficients[i] * coefficients[i];
    gradient[i] += penalty * coefficients[i];
    hessian[i * size + i] += penalty;
  }
  return (penalty / 2) * squares;
}

/** Adds a curvature of the size of the others where all intercepts change by the same amount. */
function addShift({ rows, classCount }: SoftmaxProblem, hessian: Float64Array): void {
  const length = rows.width + 1;
  const size = classCount * length;
  for (let a = 0; a < classCount; a++) {
    for (let b = 0; b < classCount; b++) {
      hessian[(a * length + rows.width) * size + b * length + rows.width] +=
        rows.count / classCount;
    }
  }
}

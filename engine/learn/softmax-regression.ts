/**
 * Softmax regression, also called multinomial logistic regression: the linear model of class
 * probabilities, at the exact minimum of its penalised loss. Vocabulary: a class's score is its
 * intercept plus the products of its weights and the features; the probabilities are the softmax
 * of the scores. Must not know: features by name, folds.
 */

import { assert, AssertionError } from '../core/errors.ts';
import { CLASS_COUNT } from '../forest/problem.ts';
import { choleskyFactor, solveFactored } from '../statistics/cholesky.ts';
import { evaluateSoftmax, type SoftmaxPoint } from './softmax-loss.ts';
import type { Rows } from './standardised-rows.ts';
import type { Learner, TrainingRows } from './walk-learner.ts';

/** A fitted model. */
export type SoftmaxModel = {
  /** The class codes that the training rows have, ascending. Other classes get probability 0. */
  readonly classes: readonly number[];
  readonly width: number;
  /** Float64Array (classes × (width + 1)): each class's weights, then its intercept. */
  readonly coefficients: Float64Array;
};

/**
 * Half the weight of the squared coefficients beside the sum of the rows' losses, which is 1 / C
 * in scikit-learn; its default is 1, too. Intercepts are free.
 */
export const SOFTMAX_PENALTY = 1;

/**
 * The squared length of a Newton step, measured by the curvature, at which it is the last one.
 * Steps shrink quadratically, so the error after that step is of the order of rounding.
 */
const LAST_DECREMENT = 1e-12;

/** Newton's method needs five to ten steps; more than this would be a fault of this program. */
const MOST_STEPS = 200;

/** The share by which rounding may raise a loss that does not get smaller any more. */
const LOSS_ROUNDING = 1e-12;

/**
 * The model at the minimum of Σ -log p(label) + SOFTMAX_PENALTY / 2 · Σ weights², found by
 * Newton's method from 0 with halved steps where a full one overshoots. The minimum is unique up
 * to a constant in all intercepts; that whose intercepts add up to 0 is taken, as in scikit-learn.
 * O(steps · (rows · classes² · width² + (classes · width)³)).
 * Source: Böhning, "Multinomial logistic regression algorithm", Annals of the Institute of
 * Statistical Mathematics 44 (1992); the loss is that of scikit-learn's LogisticRegression.
 */
export function fitSoftmax({ rows, labels }: TrainingRows): SoftmaxModel {
  assert(rows.count > 0 && labels.length === rows.count, 'a label a row');
  const classes = [0, 1, 2].filter((code) => labels.includes(code));
  const problem = {
    rows,
    targets: labels.map((code) => classes.indexOf(code)),
    classCount: classes.length,
    penalty: SOFTMAX_PENALTY,
  };
  const size = classes.length * (rows.width + 1);
  let coefficients: Float64Array = new Float64Array(size);
  let point = evaluateSoftmax(problem, coefficients);
  for (let step = 0; step < MOST_STEPS; step++) {
    const { direction, decrement } = newtonStep(point, size);
    for (let length = 1; ; length /= 2) {
      const next = coefficients.map((value, i) => value - length * direction[i]);
      const nextPoint = evaluateSoftmax(problem, next);
      if (!(nextPoint.loss <= point.loss * (1 + LOSS_ROUNDING))) continue;
      [coefficients, point] = [next, nextPoint];
      break;
    }
    if (decrement <= LAST_DECREMENT) return { classes, width: rows.width, coefficients };
  }
  throw new AssertionError(`broken invariant: a minimum within ${MOST_STEPS} Newton steps`);
}

/** The model's probabilities for `rows`, Float64Array (rows × 3). */
export function softmaxProbabilities(model: SoftmaxModel, rows: Rows): Float64Array {
  const { classes, width, coefficients } = model;
  assert(rows.width === width, 'the rows have the columns of the model');
  const target = new Float64Array(rows.count * CLASS_COUNT);
  for (let row = 0; row < rows.count; row++) {
    const scores = classes.map((_, at) => {
      const own = at * (width + 1);
      let score = coefficients[own + width];
      for (let i = 0; i < width; i++) {
        score += coefficients[own + i] * rows.values[row * width + i];
      }
      return score;
    });
    const highest = Math.max(...scores);
    const weights = scores.map((score) => Math.exp(score - highest));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    classes.forEach((code, at) => (target[row * CLASS_COUNT + code] = weights[at] / total));
  }
  return target;
}

/** Softmax regression as a learner of a walk. */
export const softmaxLearner: Learner = (train, tested) =>
  softmaxProbabilities(fitSoftmax(train), tested);

function newtonStep(
  { gradient, hessian }: SoftmaxPoint,
  size: number,
): { readonly direction: Float64Array; readonly decrement: number } {
  const direction = new Float64Array(size);
  solveFactored(choleskyFactor({ size, values: hessian }), gradient, direction);
  let decrement = 0;
  for (let i = 0; i < size; i++) decrement += gradient[i] * direction[i];
  return { direction, decrement };
}

/**
 * Turns summed votes into class probabilities and classes, for research and live alike.
 * Vocabulary: a row's votes are CLASS_COUNT integers; the codes 0, 1, 2 mean the classes -1, 0, +1.
 */

import { assert } from '../core/errors.ts';
import { CLASS_COUNT } from './problem.ts';

/**
 * Each row's votes divided by their sum, Float64Array (rows × CLASS_COUNT). The sum is used instead
 * of trees · VOTE_UNIT because each tree's votes were rounded down; so a row's probabilities add up
 * to 1.
 */
export function voteProbabilities(votes: Uint32Array): Float64Array {
  const probabilities = new Float64Array(votes.length);
  for (let start = 0; start < votes.length; start += CLASS_COUNT) {
    let total = 0;
    for (let code = 0; code < CLASS_COUNT; code++) total += votes[start + code]!;
    assert(total > 0, 'every row has votes');
    for (let code = 0; code < CLASS_COUNT; code++) {
      probabilities[start + code] = votes[start + code]! / total;
    }
  }
  return probabilities;
}

/**
 * The most probable class of each row, -1, 0 or +1, Int8Array (rows). On a tie the lowest class.
 * @param weights (rows × CLASS_COUNT) probabilities or votes: both give the same classes
 */
export function mostProbableClasses(weights: Float64Array | Uint32Array): Int8Array {
  const classes = new Int8Array(weights.length / CLASS_COUNT);
  for (let row = 0; row < classes.length; row++) {
    const start = row * CLASS_COUNT;
    let best = 0;
    for (let code = 1; code < CLASS_COUNT; code++) {
      if (weights[start + code]! > weights[start + best]!) best = code;
    }
    classes[row] = best - 1;
  }
  return classes;
}

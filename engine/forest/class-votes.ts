/**
 * From summed votes to class probabilities and classes, shared by research and live.
 * Vocabulary: votes are CLASS_COUNT integers a row; a class is -1, 0 or +1 for the codes 0, 1, 2.
 */

import { assert } from '../core/errors.ts';
import { CLASS_COUNT } from './problem.ts';

/**
 * Float64Array (rows × CLASS_COUNT): each row's votes over their sum. Shares are rounded down to
 * votes, so that a row's sum is a little below trees · VOTE_UNIT; its own sum makes it 1 again.
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
 * Int8Array (rows): the most probable class of each row, -1, 0 or +1; the lowest on a tie.
 * @param weights (rows × CLASS_COUNT): probabilities or, what comes to the same, votes
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

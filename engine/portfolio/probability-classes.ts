/** Classes by a threshold of probability in place of the most probable class. Pure. */

import { CLASS_COUNT } from '../forest/problem.ts';

/**
 * Int8Array (rows): +1 if P(up) > `threshold`, else -1 if P(down) > `threshold`, else 0, which a
 * policy takes for neutral: under `hold` the position stays.
 * @param probabilities Float64Array (rows × 3): down, neutral, up
 */
export function probabilityClasses(probabilities: Float64Array, threshold: number): Int8Array {
  const classes = new Int8Array(probabilities.length / CLASS_COUNT);
  for (let row = 0; row < classes.length; row++) {
    const down = probabilities[row * CLASS_COUNT];
    const up = probabilities[row * CLASS_COUNT + 2];
    classes[row] = up > threshold ? 1 : down > threshold ? -1 : 0;
  }
  return classes;
}

/** Two forests small enough to check by hand or byte by byte. */

import { randomStream } from '../../../engine/core/random.ts';
import type { FitSettings } from '../../../engine/forest/forest-options.ts';
import { LEAF, type Forest } from '../../../engine/forest/forest.ts';
import type { FeatureMatrix } from '../../../engine/forest/problem.ts';
import { matrixOf } from './matrix-of.ts';

/**
 * Two trees on columns x (edges 1 and 2) and y (edge 5), weights by class in brackets:
 *
 *     x <= 2 [6 3 3]                            [4 4 4]
 *     ├─ y <= 5 [6 1 1]
 *     │  ├─ [6 0 0]
 *     │  └─ [0 1 1]
 *     └─ [0 2 2]
 */
export const HAND_FOREST: Forest = {
  columns: ['x', 'y'],
  edges: [Float64Array.of(1, 2), Float64Array.of(5)],
  trees: 2,
  column: Uint8Array.of(0, LEAF, 1, LEAF, LEAF, LEAF),
  bin: Uint8Array.of(1, 0, 0, 0, 0, 0),
  left: Uint32Array.of(2, 0, 4, 0, 0, 0),
  totals: Uint32Array.of(6, 3, 3, 4, 4, 4, 6, 1, 1, 0, 2, 2, 6, 0, 0, 0, 1, 1),
};

/** 400 rows of 5 columns, the first two of which tell something of the labels. */
export function tellingData(): { readonly matrix: FeatureMatrix; readonly labels: Uint8Array } {
  const random = randomStream(11);
  const column = (): Float64Array => Float64Array.from({ length: 400 }, () => random.normal());
  const [a, b] = [column(), column()];
  const matrix = matrixOf({ a, b, c: column(), rounded: a.map(Math.round), e: column() });
  const labels = Uint8Array.from(a, (value, row) => {
    const hidden = value + b[row]! * random.normal();
    return hidden < -0.4 ? 0 : hidden < 0.5 ? 1 : 2;
  });
  return { matrix, labels };
}

/** Settings that split such data a few times. */
export const TELLING_SETTINGS: FitSettings = {
  trees: 20,
  maxDepth: 4,
  minLeafRows: 10,
  bins: 32,
  seed: 42,
};

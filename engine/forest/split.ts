/**
 * The best split of a node on one column, by Gini impurity, from the node's histogram. Vocabulary:
 * a bin has four counts: the weight of class 0, of class 1, of all classes, and the number of
 * different in-bag rows. A split after bin b sends rows with codes <= b to the left.
 */

/** Number of counts in a bin. */
export const LANES = 4;

/** The best cut and its score. `bin` is -1 if no cut leaves enough rows on both sides. */
export type Split = {
  readonly bin: number;
  /** A float32 of at least 0; -1 if there is no cut. */
  readonly score: number;
  /** Whether all rows of the node have the same code. */
  readonly constant: boolean;
};

/**
 * The best cut on one column; on a tie the one with the lowest bin. The score of a cut is the
 * decrease of Gini impurity, without a factor that is the same for all cuts of the node:
 *   (D0·(D0 + D1) + D1²) / (L·(N - L)),  D_c = N·L_c - L·T_c,
 * where T_c and N are the node's weights of class c and of all classes, L_c and L those of its left
 * side; the three D_c add up to 0, so two are enough. D_c and L·(N - L) are exact integers. Every
 * later operation rounds to float32, in this order, so that every machine finds the same cut.
 * @param histogram (bins × LANES) counts
 * @param minLeafRows smallest number of different rows on each side, as in scikit-learn
 */
export function bestSplit(histogram: ArrayLike<number>, bins: number, minLeafRows: number): Split {
  let [total0, total1, total, rows] = [0, 0, 0, 0];
  for (let at = 0; at < bins * LANES; at += LANES) {
    total0 += histogram[at]!;
    total1 += histogram[at + 1]!;
    total += histogram[at + 2]!;
    rows += histogram[at + 3]!;
  }
  let [left0, left1, left, leftRows] = [0, 0, 0, 0];
  let [bestBin, bestScore, constant] = [-1, -1, true];
  for (let bin = 0; bin < bins - 1; bin++) {
    left0 += histogram[bin * LANES]!;
    left1 += histogram[bin * LANES + 1]!;
    left += histogram[bin * LANES + 2]!;
    leftRows += histogram[bin * LANES + 3]!;
    if (leftRows > 0 && leftRows < rows) constant = false;
    if (leftRows < minLeafRows || rows - leftRows < minLeafRows) continue;
    const difference0 = total * left0 - left * total0;
    const difference1 = total * left1 - left * total1;
    const score = gain(difference0, difference1, left * (total - left));
    if (score > bestScore) [bestBin, bestScore] = [bin, score];
  }
  return { bin: bestBin, score: bestScore, constant };
}

/** The score of a cut, from D0, D1 and L·(N - L). */
function gain(difference0: number, difference1: number, product: number): number {
  const d0 = Math.fround(difference0);
  const d1 = Math.fround(difference1);
  const cross = Math.fround(d0 * Math.fround(d0 + d1));
  return Math.fround(Math.fround(cross + Math.fround(d1 * d1)) / Math.fround(product));
}

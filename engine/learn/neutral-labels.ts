/**
 * How many labels are neutral. If nearly all are, a forest learns little else than "neutral". Must
 * not know: features, forests, what a reader is told.
 */

/** The class code of neutral: 0 is down, 2 is up. */
const NEUTRAL_CODE = 1;

/** The share of `labels` (Uint8Array (rows) of class codes) that are neutral; NaN without rows. */
export function neutralShare(labels: Uint8Array): number {
  let neutral = 0;
  for (const code of labels) if (code === NEUTRAL_CODE) neutral++;
  return neutral / labels.length;
}

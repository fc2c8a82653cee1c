/** How simple returns become equity. Must not know: how the returns came about. */

/**
 * Equity after a bar: `equity` · (1 + `simpleReturn`). Equity of 0 or less is ruin and ends the
 * account: it stays what it is, so that two losses of more than everything make no gain.
 */
export function nextEquity(equity: number, simpleReturn: number): number {
  return equity > 0 ? equity * (1 + simpleReturn) : equity;
}

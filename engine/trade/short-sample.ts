/** What to say of a Sharpe ratio that too few bars stand behind. Must not know: what was tested. */

/**
 * The largest standard error of an annual Sharpe ratio that says something: beyond 0.5 a ratio of
 * 1, which few strategies have, is within two standard errors of 0. About four years of returns
 * are needed to come below it.
 */
const LARGEST_USEFUL_ERROR = 0.5;

/**
 * A sentence for the reader where the standard error of the annual Sharpe ratio is beyond
 * `LARGEST_USEFUL_ERROR` or undefined (NaN); undefined where the sample is long enough.
 * @param bars tested bars
 */
export function shortSampleNote(bars: number, sharpeError: number): string | undefined {
  const tested = `${bars} tested ${bars === 1 ? 'bar' : 'bars'}`;
  if (Number.isNaN(sharpeError)) {
    return `${tested}: the Sharpe ratio has no standard error, this proves nothing`;
  }
  if (sharpeError <= LARGEST_USEFUL_ERROR) return undefined;
  const error = sharpeError.toFixed(1);
  return `${tested}: the standard error of the Sharpe ratio is ${error}, this proves nothing`;
}

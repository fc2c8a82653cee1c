/** A nested selection as the JSON document's `nested`. */

import { formatBarTime } from '../../engine/core/bar-time.ts';
import type { SelectionResult } from '../../selection/selection-result.ts';
import { missing, type JsonInput } from '../framework/json-document.ts';

/** The value of `nested`; null, with its reason, where there is none. */
export function nestedJson({ nested, problem }: SelectionResult): JsonInput {
  if ('missing' in nested) return missing(nested.missing);
  const { names } = problem.matrix;
  const noInterval = missing('the returns do not vary');
  const { lower } = nested.interval;
  return {
    every: nested.every,
    windows: nested.windows.map(({ from, to, sharpe, bars }, i) => {
      const { columns, sharpeInside } = nested.choices[i]!;
      return {
        from: formatBarTime(from),
        to: formatBarTime(to),
        features: columns.map((column) => names[column]!),
        sharpeInside,
        sharpe,
        bars,
      };
    }),
    sharpe: nested.metrics.sharpe,
    standardError: nested.standardError,
    interval: Number.isNaN(lower) ? noInterval : nested.interval,
    metrics: nested.metrics,
    naiveSharpeOnSameBars: nested.naiveSharpeOnSameBars,
    buyHoldSharpeOnSameBars: nested.buyHoldSharpeOnSameBars,
    differentSets: nested.differentSets,
  };
}

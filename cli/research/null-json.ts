/** The procedure on histories without skill as the JSON document's `null`. */

import type { NullRank } from '../../engine/statistics/null-rank.ts';
import type { SelectionResult } from '../../selection/selection-result.ts';
import { missing, type JsonInput } from '../framework/json-document.ts';

/** The value of `null`; a missing figure of a history counts as 0 in the ranks. */
export function nullJson({ nulls, selection }: SelectionResult): JsonInput {
  if ('missing' in nulls) return missing(nulls.missing);
  const { kind, count, naive, nested, histories } = nulls;
  const noFigure = missing('nothing was traded on this history');
  const notNested = 'missing' in nested ? missing(nested.missing) : undefined;
  return {
    kind,
    count,
    naive:
      selection.selected === undefined
        ? missing('no set has a defined Sharpe ratio')
        : rankJson(naive),
    nested: 'missing' in nested ? notNested! : rankJson(nested),
    histories: histories.map((history) => ({
      naive: Number.isNaN(history.naive) ? noFigure : history.naive,
      nested: notNested ?? (Number.isNaN(history.nested) ? noFigure : history.nested),
    })),
  };
}

function rankJson({ real, pValue, standardError, atLeast, quantiles }: NullRank): JsonInput {
  return { real, p: pValue, standardError, atLeast, quantiles };
}

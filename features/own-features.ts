/**
 * Features of a user's own columns, found by the form of their names. `column:NAME` is a further
 * column of the bars' file, `series:NAME` a series that was joined with the bars. `~mean7` and
 * `~change7` after either are its trailing mean and its change. They need no entry in a catalogue:
 * the name says everything, so a model that uses one can be loaded anywhere.
 */

import { defineFeature, type FeatureDefinition } from './definition.ts';
import { newColumn } from './frame.ts';
import { change } from './kernels/elementwise.ts';
import { windowMean } from './kernels/window-moments.ts';

/** Begins the name of a feature that is a further column of the bars' file. */
const COLUMN = 'column:';
/** Begins the name of a feature that is a joined series, and the name of its column. */
export const SERIES = 'series:';

const FORM = /^(column:|series:)([^~,]+)(?:~(mean|change)([1-9]\d{0,2}))?$/;

/** The forms of names of own features, for messages. */
export const OWN_FORMS = 'column:NAME, series:NAME, and ~mean7 or ~change7 after either';

/**
 * The feature that `name` says, or undefined if it is no name of an own feature.
 *
 * `x` is the value as of the bar's close. `~meanN` is sma(x, N), `~changeN` is x - x[-N]; N counts
 * bars, 1 to 999. A value is undefined if one that it needs is.
 */
export function ownFeature(name: string): FeatureDefinition | undefined {
  const [, prefix, of, kind, digits] = FORM.exec(name) ?? [];
  if (prefix === undefined || of === undefined) return undefined;
  const column = prefix === COLUMN ? of : `${SERIES}${of}`;
  const x =
    prefix === COLUMN ? `the column ${of} of the bars` : `the series ${of}, as of the close`;
  const common = { name, group: 'own', inputs: [column] } as const;
  const p = Number(digits);
  switch (kind) {
    case 'mean':
      return defineFeature({
        ...common,
        formula: `sma(x, p), x = ${x}`,
        periods: { p: { bars: p } },
        lookback: () => p - 1,
        compute: (frame) =>
          newColumn(frame, (target) => windowMean(frame.column(column), p, target)),
      });
    case 'change':
      return defineFeature({
        ...common,
        formula: `x - x[-p], x = ${x}`,
        periods: { p: { bars: p } },
        lookback: () => p,
        compute: (frame) => newColumn(frame, (target) => change(frame.column(column), p, target)),
      });
    default:
      return defineFeature({
        ...common,
        formula: x,
        lookback: () => 0,
        compute: (frame) => newColumn(frame, (target) => target.set(frame.column(column))),
      });
  }
}

/** The further columns of the bars' file that the features `names` read, each once. */
export function ownColumns(names: readonly string[]): readonly string[] {
  const columns = names.flatMap((name) =>
    name.startsWith(COLUMN) ? (ownFeature(name)?.inputs ?? []) : [],
  );
  return [...new Set(columns)];
}

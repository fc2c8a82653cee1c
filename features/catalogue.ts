/**
 * The catalogue: the definitions of all features. A catalogue is a value: `catalogue.with(feature)`
 * returns another catalogue, and there is no global list. Research and the live function use the
 * same catalogue. It is a `FeatureSource` for the engine.
 */

import type { FeatureSource, Scale } from '../engine/core/feature-source.ts';
import { editDistance } from '../engine/core/options.ts';
import { InputError } from '../engine/core/errors.ts';
import { CALENDAR } from './catalogue/calendar.ts';
import { INTRADAY } from './catalogue/intraday.ts';
import { OSCILLATORS } from './catalogue/oscillators.ts';
import { REGIME } from './catalogue/regime.ts';
import { RETURNS } from './catalogue/returns.ts';
import { STRUCTURE } from './catalogue/structure.ts';
import { TREND } from './catalogue/trend.ts';
import { VOLATILITY } from './catalogue/volatility.ts';
import { VOLUME } from './catalogue/volume.ts';
import { checkDefinition } from './check-definition.ts';
import type { FeatureDefinition } from './definition.ts';
import { definitionFingerprint } from './fingerprint.ts';
import { frameOf } from './frame.ts';
import { dropInfinite } from './kernels/elementwise.ts';
import { ON_CHAIN } from './on-chain.ts';
import { OWN_FORMS, ownFeature } from './own-features.ts';

/** A list of feature definitions, each name once. */
export type Catalogue = FeatureSource & {
  /**
   * First the built-in definitions by group, then the added ones in their order. Not among them,
   * but known by their names: the on-chain group, and features of own columns (own-features.ts).
   * Those need bars that were joined with a series, or that have the column.
   */
  readonly definitions: readonly FeatureDefinition[];
  /** The definition of `name`. @throws InputError with the nearest names if there is none */
  readonly definition: (name: string) => FeatureDefinition;
  /**
   * A catalogue of these definitions and `added`. A result that uses none of the added features
   * does not change.
   * @throws InputError for a name that exists already, and for a feature that does not do what its
   *   definition says (`checkDefinition`)
   */
  readonly with: (...added: readonly FeatureDefinition[]) => Catalogue;
};

/**
 * The built-in features.
 *
 * @example
 * const features = catalogue.with(range);
 * const [column] = features.columns(bars, ['log_range'], { timeframe: '1d', barsPerDay: 1 });
 */
export const catalogue: Catalogue = catalogueOf([
  ...RETURNS,
  ...TREND,
  ...OSCILLATORS,
  ...VOLATILITY,
  ...VOLUME,
  ...STRUCTURE,
  ...REGIME,
  ...CALENDAR,
  ...INTRADAY,
]);

/**
 * A catalogue of `base` and `added`, which nobody has checked. Only an audit may use it: it tells
 * what is wrong with them, where `Catalogue.with` would refuse them.
 * @throws InputError for a name that exists already
 */
export function withUnchecked(base: Catalogue, added: readonly FeatureDefinition[]): Catalogue {
  const names = new Set(base.definitions.map(({ name }) => name));
  for (const { name } of added) {
    if (names.has(name)) throw nameTaken(name);
    names.add(name);
  }
  return catalogueOf([...base.definitions, ...added]);
}

function nameTaken(name: string): InputError {
  return new InputError(
    `feature ${name}: the catalogue has a feature with this name: choose another name`,
  );
}

function catalogueOf(definitions: readonly FeatureDefinition[]): Catalogue {
  const all = [...definitions, ...ON_CHAIN];
  const byName = new Map(all.map((definition) => [definition.name, definition]));
  const definition = (name: string): FeatureDefinition => {
    const known = byName.get(name) ?? ownFeature(name);
    if (known !== undefined) return known;
    if (/^(column|series):/.test(name)) {
      throw new InputError(`unknown feature "${name}": expected ${OWN_FORMS}`);
    }
    const near = nearestNames(name, [...byName.keys()]);
    throw new InputError(`unknown feature "${name}": the nearest are ${near.join(', ')}`);
  };
  const definitionAt = (name: string, { timeframe }: Scale): FeatureDefinition => {
    const known = definition(name);
    if (known.timeframes.includes(timeframe)) return known;
    const expected = known.timeframes.join(' or ');
    throw new InputError(`feature ${name}: expected timeframe ${expected}, got ${timeframe}`);
  };
  return {
    definitions,
    definition,
    columns: (bars, names, scale, onColumn) => {
      const asked = names.map((name) => definitionAt(name, scale));
      const frame = frameOf(bars, scale);
      const columns = asked.map((feature, i) => {
        const column = feature.compute(frame);
        onColumn?.(i + 1, asked.length);
        return column;
      });
      for (const column of columns) dropInfinite(column);
      return columns;
    },
    facts: (name, scale) => {
      const known = definitionAt(name, scale);
      return {
        fingerprint: definitionFingerprint(known, scale),
        periods: known.periods(scale),
        lookback: known.lookback(scale),
        warmup: known.warmup(scale),
      };
    },
    with: (...added) => {
      const names = new Set(byName.keys());
      for (const one of added) {
        if (names.has(one.name)) throw nameTaken(one.name);
        names.add(one.name);
        checkDefinition(one);
      }
      return catalogueOf([...definitions, ...added]);
    },
  };
}

/** The three of `known` with the smallest edit distance to `name`; ties in the order of `known`. */
export function nearestNames(name: string, known: readonly string[]): readonly string[] {
  const wanted = name.toLowerCase();
  return known
    .map((candidate) => ({ candidate, distance: editDistance(wanted, candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

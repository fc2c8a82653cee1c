/**
 * The catalogue: every feature's one definition. It is a value: `catalogue.with(feature)` is
 * another catalogue, and nothing is registered anywhere. The live part bundles what research uses.
 * It is the engine's `FeatureSource`.
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

/** A list of feature definitions, each name once. */
export type Catalogue = FeatureSource & {
  /** In their order: the built-in ones by group, then those that were added. */
  readonly definitions: readonly FeatureDefinition[];
  /** The definition of `name`. @throws InputError with the nearest names if there is none */
  readonly definition: (name: string) => FeatureDefinition;
  /**
   * This catalogue and `added`. A result that uses none of the added features does not change.
   * @throws InputError for a name that is taken, and for a feature that is not what it claims to
   *   be (`checkDefinition`)
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

function catalogueOf(definitions: readonly FeatureDefinition[]): Catalogue {
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  const definition = (name: string): FeatureDefinition => {
    const known = byName.get(name);
    if (known !== undefined) return known;
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
    columns: (bars, names, scale) => {
      const asked = names.map((name) => definitionAt(name, scale));
      const frame = frameOf(bars, scale);
      const columns = asked.map((feature) => feature.compute(frame));
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
        if (names.has(one.name)) {
          throw new InputError(
            `feature ${one.name}: the catalogue has a feature of this name: choose another name`,
          );
        }
        names.add(one.name);
        checkDefinition(one);
      }
      return catalogueOf([...definitions, ...added]);
    },
  };
}

/** The three of `known` with the least edit distance to `name`; ties in `known`'s order. */
export function nearestNames(name: string, known: readonly string[]): readonly string[] {
  const wanted = name.toLowerCase();
  return known
    .map((candidate) => ({ candidate, distance: editDistance(wanted, candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

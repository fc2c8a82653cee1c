/**
 * The catalogue: every feature's one definition, in FEATURES.md's order. Plain data and kernels:
 * the live part bundles it as research uses it.
 */

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
import type { FeatureDefinition } from './definition.ts';
import type { Scale } from './scale.ts';

/** All definitions: the 37 of the groups returns to calendar, then the opt-in groups. */
export const CATALOGUE: readonly FeatureDefinition[] = [
  ...RETURNS,
  ...TREND,
  ...OSCILLATORS,
  ...VOLATILITY,
  ...VOLUME,
  ...STRUCTURE,
  ...REGIME,
  ...CALENDAR,
  ...INTRADAY,
];

const byName = new Map(CATALOGUE.map((definition) => [definition.name, definition]));

/** The definition of `name`. @throws InputError with the nearest names where there is none */
export function featureDefinition(name: string): FeatureDefinition {
  const definition = byName.get(name);
  if (definition === undefined) {
    const near = nearestNames(name, [...byName.keys()]);
    throw new InputError(`unknown feature "${name}": the nearest are ${near.join(', ')}`);
  }
  return definition;
}

/** The three of `known` with the least edit distance to `name`; ties in `known`'s order. */
export function nearestNames(name: string, known: readonly string[]): readonly string[] {
  return known
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/**
 * How much history a live decision on `names` needs: `bars` that must be at hand, the decided one
 * included, so that more would not change it, and which features no history can settle.
 * @throws InputError for an unknown feature
 */
export function requiredHistory(
  names: readonly string[],
  scale: Scale,
): { readonly bars: number; readonly anchored: readonly string[] } {
  const definitions = names.map(featureDefinition);
  return {
    bars: 1 + Math.max(0, ...definitions.map((definition) => definition.warmup(scale) ?? 0)),
    anchored: definitions.filter(({ anchored }) => anchored).map(({ name }) => name),
  };
}

/**
 * A short digest of what a list of features means. A model carries it, and loading refuses a model
 * whose features are no longer defined as they were when it was trained.
 */

import { createHash } from 'node:crypto';
import { featureDefinition } from './catalogue.ts';
import type { Scale } from './scale.ts';

/** 64 bits of SHA-256 are enough to notice a drift; nobody attacks them. */
const HEX_DIGITS = 16;

/**
 * The fingerprint of `names` in their order at `scale`: 16 hexadecimal digits of the SHA-256 of
 * their names, inputs, formulas, parameters in bars, lookbacks and warm-ups.
 * @throws InputError for an unknown feature
 */
export function featureFingerprint(names: readonly string[], scale: Scale): string {
  const meaning = names.map((name) => {
    const definition = featureDefinition(name);
    return [
      name,
      definition.inputs,
      definition.formula,
      Object.entries(definition.periods(scale)),
      definition.lookback(scale),
      definition.warmup(scale),
    ];
  });
  const text = JSON.stringify([scale.timeframe, meaning]);
  return createHash('sha256').update(text).digest('hex').slice(0, HEX_DIGITS);
}

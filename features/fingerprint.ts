/**
 * A short digest of the definition of a feature. A model file contains it. When a model is loaded,
 * it is refused if the definition of one of its features has changed since the training.
 */

import { createHash } from 'node:crypto';
import type { Scale } from '../engine/core/feature-source.ts';
import type { FeatureDefinition } from './definition.ts';

/** 64 bits of SHA-256 are enough to notice a change; nobody has a reason to forge one. */
const HEX_DIGITS = 16;

/**
 * The fingerprint of `definition` at `scale`: 16 hexadecimal digits of the SHA-256 of the
 * timeframe, name, inputs, formula, parameters in bars, lookback and warm-up. The code of `compute`
 * is not part of it, so whoever changes the code must also change the text of the formula.
 */
export function definitionFingerprint(definition: FeatureDefinition, scale: Scale): string {
  const meaning = [
    definition.name,
    definition.inputs,
    definition.formula,
    Object.entries(definition.periods(scale)),
    definition.lookback(scale),
    definition.warmup(scale),
  ];
  const text = JSON.stringify([scale.timeframe, [meaning]]);
  return createHash('sha256').update(text).digest('hex').slice(0, HEX_DIGITS);
}

/**
 * A short digest of what a feature means. A model carries it, and loading refuses a model whose
 * features are no longer defined as they were when it was trained.
 */

import { createHash } from 'node:crypto';
import type { Scale } from '../engine/core/feature-source.ts';
import type { FeatureDefinition } from './definition.ts';

/** 64 bits of SHA-256 are enough to notice a drift; nobody attacks them. */
const HEX_DIGITS = 16;

/**
 * The fingerprint of `definition` at `scale`: 16 hexadecimal digits of the SHA-256 of the
 * timeframe and of its name, inputs, formula, parameters in bars, lookback and warm-up. The code
 * of `compute` is no part of it: whoever changes that changes the formula's text, too.
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

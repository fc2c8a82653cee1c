/** Named sets of features, as FEATURES.md lists them, and how a user's text becomes a list. */

import { InputError } from '../engine/core/errors.ts';
import { CATALOGUE, nearestNames } from './catalogue.ts';

/** The 37 features of the groups returns to calendar: they decide which rows are valid. */
export const BASE_FEATURES: readonly string[] = CATALOGUE.filter(
  ({ group }) => group !== 'intraday',
).map(({ name }) => name);

/** Correlated above 0.9 with a feature that stays. */
const REDUNDANT = new Set([
  'roc_10d',
  'cci_20',
  'adi',
  'close_sma20_ratio',
  'ret_std_20d',
  'ema_ratio_50',
]);

/** The 31 candidates of the selection. */
export const DEFAULT_CANDIDATES: readonly string[] = BASE_FEATURES.filter(
  (name) => !REDUNDANT.has(name),
);

/** The 10 features of 4-hour bars that join the pool on request. */
export const INTRADAY_FEATURES: readonly string[] = CATALOGUE.filter(
  ({ group }) => group === 'intraday',
).map(({ name }) => name);

const FORWARD_4 = ['ema_ratio_12', 'atr_14', 'log_ret_20d', 'mfi_14'] as const;

/** What `backtest` compares, by name; `all_features` is what the original system calls so. */
export const NAMED_SETS: Readonly<Record<string, readonly string[]>> = {
  forward_4: FORWARD_4,
  forward_6: [...FORWARD_4, 'log_ret_1d', 'vol_ratio'],
  gini_8: [
    'bb_width',
    'intraday_range',
    'gk_vol',
    'log_ret_20d',
    'ema_ratio_12',
    'adx_14',
    'ema_ratio_26',
    'atr_14',
  ],
  equity_curated: [
    'log_ret_5d',
    'log_ret_20d',
    'mom_divergence',
    'ema_ratio_12',
    'ema_ratio_26',
    'macd_hist',
    'rsi_14',
    'bb_width',
    'gk_vol',
    'vol_ratio',
    'vol_ratio_20d',
    'close_pos_range',
    'gap',
    'dow_sin',
  ],
  all_features: DEFAULT_CANDIDATES,
};

/** Further lists that a text may name; no backtest runs them unasked. */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  ...NAMED_SETS,
  pool: DEFAULT_CANDIDATES,
  base_features: BASE_FEATURES,
  intraday_features: INTRADAY_FEATURES,
};

/**
 * The features that `text` names, in its order, each once: `forward_4`, `obv,adi`, or sets (also
 * `pool`, `base_features`, `intraday_features`) and features mixed.
 * @throws InputError for a name that is neither, with the nearest that are
 */
export function resolveFeatures(text: string): readonly string[] {
  const names = text.split(',').flatMap((part) => expand(part.trim()));
  return [...new Set(names)];
}

function expand(name: string): readonly string[] {
  const set = Object.hasOwn(LISTS, name) ? LISTS[name] : undefined;
  if (set !== undefined) return set;
  const features = CATALOGUE.map((definition) => definition.name);
  if (features.includes(name)) return [name];
  const near = nearestNames(name, [...features, ...Object.keys(LISTS)]);
  throw new InputError(
    `expected a feature or set, got "${name}": the nearest are ${near.join(', ')}`,
  );
}

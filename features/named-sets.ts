/** Named sets of features, and how a text of the user becomes a list of features. */

import { InputError } from '../engine/core/errors.ts';
import { nearestNames, type Catalogue } from './catalogue.ts';
import { ON_CHAIN } from './on-chain.ts';
import { OWN_FORMS, ownFeature } from './own-features.ts';

/** The default candidates of a selection: 31 features that exist for all bars. */
export const DEFAULT_CANDIDATES: readonly string[] = [
  'log_ret_1d',
  'log_ret_2d',
  'log_ret_5d',
  'log_ret_10d',
  'log_ret_20d',
  'lag_ret_1',
  'lag_ret_2',
  'lag_ret_3',
  'mom_divergence',
  'ema_ratio_12',
  'ema_ratio_26',
  'macd_hist',
  'adx_14',
  'rsi_14',
  'stoch_k_14',
  'bb_pctb',
  'bb_width',
  'atr_14',
  'gk_vol',
  'vol_ratio',
  'intraday_range',
  'obv',
  'vol_ratio_20d',
  'mfi_14',
  'close_pos_range',
  'gap',
  'autocorr_20',
  'skew_20',
  'kurt_20',
  'dow_sin',
  'dow_cos',
];

/** No default candidates, because each has a correlation above 0.9 with one that is. */
const REDUNDANT_FEATURES = [
  'roc_10d',
  'cci_20',
  'adi',
  'close_sma20_ratio',
  'ret_std_20d',
  'ema_ratio_50',
] as const;

/** The 37 base features. With `--rows base` all of them must be defined on every row. */
export const BASE_FEATURES: readonly string[] = [...DEFAULT_CANDIDATES, ...REDUNDANT_FEATURES];

/** The 10 features that exist only on bars shorter than a day: candidates only if named. */
export const INTRADAY_FEATURES: readonly string[] = [
  'rsi_30',
  'stoch_k_30',
  'stoch_k_200',
  'momentum_30',
  'williams_r',
  'disparity_7',
  'hour_sin',
  'hour_cos',
  'bar_body_ratio',
  'consec_bars',
];

/** The 8 features of the on-chain group; they need `--onchain`, or bars joined with the series. */
export const ON_CHAIN_FEATURES: readonly string[] = ON_CHAIN.map(({ name }) => name);

const FORWARD_4 = ['ema_ratio_12', 'atr_14', 'log_ret_20d', 'mfi_14'] as const;

/**
 * The sets by name; `all_features` is a name of the original system. `forward_5_onchain` needs the
 * on-chain series.
 */
export const NAMED_SETS: Readonly<Record<string, readonly string[]>> = {
  forward_4: FORWARD_4,
  forward_5_onchain: [...FORWARD_4, 'hash_rate_ratio'],
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

/** The sets that `backtest` compares if nobody names any: those that need nothing but bars. */
export const DEFAULT_SETS: readonly string[] = Object.keys(NAMED_SETS).filter(
  (name) => !NAMED_SETS[name]!.some((feature) => ON_CHAIN_FEATURES.includes(feature)),
);

/** All lists that a text can name; a backtest uses those beyond NAMED_SETS only if asked for. */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  ...NAMED_SETS,
  pool: DEFAULT_CANDIDATES,
  base_features: BASE_FEATURES,
  intraday_features: INTRADAY_FEATURES,
  onchain_features: ON_CHAIN_FEATURES,
};

/**
 * The features that `text` names, in its order, each once. The text is a list of names of features,
 * of named sets, and of the lists `pool`, `base_features`, `intraday_features` and
 * `onchain_features`, such as `forward_4,obv,series:funding~mean7`. Upper and lower case are the
 * same, except in the names of own columns and series.
 * @throws InputError for an unknown name; the message has the nearest known names
 */
export function resolveFeatures(text: string, { definitions }: Catalogue): readonly string[] {
  const features = [...definitions.map(({ name }) => name), ...ON_CHAIN_FEATURES];
  const names = text.split(',').flatMap((part) => expand(part.trim(), features));
  return [...new Set(names)];
}

function expand(name: string, features: readonly string[]): readonly string[] {
  const same = (known: string): boolean => known.toLowerCase() === name.toLowerCase();
  const set = Object.keys(LISTS).find(same);
  if (set !== undefined) return LISTS[set]!;
  const own = ownFeature(name)?.name;
  const feature = own ?? features.find((known) => known === name) ?? features.find(same);
  if (feature !== undefined) return [feature];
  if (/^[a-z]+:\/\//i.test(name)) {
    throw new InputError(`expected features or sets by their names, got the address "${name}"`);
  }
  if (/^(column|series):/i.test(name)) {
    throw new InputError(`expected ${OWN_FORMS}, got "${name}"`);
  }
  const near = nearestNames(name, [...features, ...Object.keys(LISTS)]);
  throw new InputError(
    `expected a feature or set, got "${name}": the nearest are ${near.join(', ')}`,
  );
}

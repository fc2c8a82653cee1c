/**
 * The header of a model file, as a type, and a check that some JSON is such a header: it has every
 * field, each of the right kind, and no other field. The check is written by hand because a schema
 * library would add a twentieth to the code of the function.
 */

import { TIMEFRAMES, type Timeframe } from '../../core/bar-time.ts';
import type { Scale } from '../../core/feature-source.ts';
import type { SeriesPlan } from '../../core/series.ts';
import { FIT_OPTIONS, type FitSettings } from '../../forest/forest-options.ts';
import { NEUTRAL_POLICIES, type NeutralPolicy } from '../../trade/positions.ts';

export const ARTIFACT = 'walkforest model';
/** Goes up by one when older headers can no longer be used. */
export const ARTIFACT_VERSION = 2;

/** One feature of the model. Features are in the order that the forest expects. */
export type ModelFeature = {
  readonly name: string;
  /** `featureFingerprint` of the definition that the model was trained with. */
  readonly fingerprint: string;
  /** The definition's parameters, in bars. */
  readonly periods: Readonly<Record<string, number>>;
  readonly lookback: number;
  /** How many earlier bars a row's value needs; null if it needs all of them (anchored). */
  readonly warmup: number | null;
  /** Least and greatest value over the training rows. */
  readonly range: readonly [number, number];
  /**
   * Only for an anchored feature, a running sum: its value at the last bar of the data.
   */
  readonly anchor: { readonly time: number; readonly value: number } | null;
};

/** Plain JSON. */
export type ModelHeader = {
  readonly artifact: typeof ARTIFACT;
  readonly artifactVersion: typeof ARTIFACT_VERSION;
  readonly packageVersion: string;
  /** The market of the bars, such as `XBTUSD`; null if nobody said which one it is. */
  readonly market: string | null;
  readonly timeframe: Timeframe;
  readonly barsPerDay: number;
  readonly features: readonly ModelFeature[];
  readonly target: {
    readonly name: string;
    /** Null for a target without a threshold. */
    readonly threshold: number | null;
    readonly horizonBars: number;
  };
  /** Features that had to be defined on a training row besides the model's own. */
  readonly rowFeatures: readonly string[];
  /** Targets that had to be known on a training row besides the model's own. */
  readonly rowTargets: readonly string[];
  readonly neutral: NeutralPolicy;
  readonly data: {
    readonly name: string;
    readonly sha256: string;
    readonly bars: number;
    readonly synthetic: boolean;
  };
  readonly trainedRows: number;
  /** Times are the bar's open, unix seconds. */
  readonly firstTrainTime: number;
  readonly lastTrainTime: number;
  /** The last bar of the data. Its label was not known yet. */
  readonly lastBarTime: number;
  readonly lastClose: number;
  readonly settings: FitSettings;
  /** The series that bars are joined with before a decision; left out if no feature needs one. */
  readonly series?: readonly SeriesPlan[];
};

/** The scale at which the model's features are computed. */
export function scaleOfModel({ timeframe, barsPerDay }: ModelHeader): Scale {
  return { timeframe, barsPerDay };
}

/**
 * Undefined if `raw` is a `ModelHeader`. If not, the path of the first field that is missing or of
 * the wrong kind, or of the object that has an unknown field ('' for the header itself).
 */
export function headerMisfit(raw: unknown): string | undefined {
  return HEADER(raw, '');
}

/** Checks the value at `path`; gives the path of what is wrong, or undefined. */
type Check = (value: unknown, path: string) => string | undefined;

const is =
  (fits: (value: unknown) => boolean): Check =>
  (value, path) =>
    fits(value) ? undefined : path;
const text = is((value) => typeof value === 'string');
const flag = is((value) => typeof value === 'boolean');
const number = is(Number.isFinite);
const oneOf = (...allowed: readonly unknown[]): Check => is((value) => allowed.includes(value));

const orNull =
  (check: Check): Check =>
  (value, path) =>
    value === null ? undefined : check(value, path);

/** An array of at least `least` items. */
const items =
  (check: Check, least: number, most = Number.POSITIVE_INFINITY): Check =>
  (value, path) => {
    if (!Array.isArray(value) || value.length < least || value.length > most) return path;
    return firstMisfit(value.map((item, i) => check(item, `${path}.${i}`)));
  };

/** An object with any names, whose values all pass the same check. */
const values =
  (check: Check): Check =>
  (value, path) => {
    if (!isObject(value)) return path;
    return firstMisfit(Object.entries(value).map(([name, one]) => check(one, `${path}.${name}`)));
  };

/** An object with exactly these fields, of which those in `optional` may be left out. */
const fields =
  <T>(checks: { readonly [K in keyof T]-?: Check }, optional: readonly (keyof T)[] = []): Check =>
  (value, path) => {
    if (!isObject(value)) return path;
    const known = Object.entries<Check>(checks).filter(
      ([name]) => Object.hasOwn(value, name) || !optional.includes(name as keyof T),
    );
    const at = (name: string): string => (path === '' ? name : `${path}.${name}`);
    const misfit = firstMisfit(known.map(([name, check]) => check(value[name], at(name))));
    return misfit ?? (Object.keys(value).length === known.length ? undefined : path);
  };

function firstMisfit(found: readonly (string | undefined)[]): string | undefined {
  return found.find((misfit) => misfit !== undefined);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const FEATURE = fields<ModelFeature>({
  name: text,
  fingerprint: text,
  periods: values(number),
  lookback: number,
  warmup: orNull(number),
  range: items(number, 2, 2),
  anchor: orNull(fields<NonNullable<ModelFeature['anchor']>>({ time: number, value: number })),
});

const FIT_CHECKS = Object.fromEntries(
  Object.keys(FIT_OPTIONS).map((name) => [name, number]),
) as Readonly<Record<keyof typeof FIT_OPTIONS, Check>>;

const SERIES_PLAN = fields<SeriesPlan>(
  {
    column: text,
    source: text,
    lagDays: number,
    carryDays: number,
    carryBars: number,
    neutral: orNull(number),
  },
  ['carryBars'],
);

const HEADER = fields<ModelHeader>(
  {
    artifact: oneOf(ARTIFACT),
    artifactVersion: oneOf(ARTIFACT_VERSION),
    packageVersion: text,
    market: orNull(text),
    timeframe: oneOf(...TIMEFRAMES),
    barsPerDay: number,
    features: items(FEATURE, 1),
    target: fields<ModelHeader['target']>({
      name: text,
      threshold: orNull(number),
      horizonBars: number,
    }),
    rowFeatures: items(text, 0),
    rowTargets: items(text, 0),
    neutral: oneOf(...NEUTRAL_POLICIES),
    data: fields<ModelHeader['data']>({ name: text, sha256: text, bars: number, synthetic: flag }),
    trainedRows: number,
    firstTrainTime: number,
    lastTrainTime: number,
    lastBarTime: number,
    lastClose: number,
    settings: fields<FitSettings>({ ...FIT_CHECKS, seed: number }, ['window']),
    series: items(SERIES_PLAN, 1),
  },
  ['series'],
);

/**
 * What a model file says about itself, as a type and as a check of JSON that claims to be it: every
 * field there, of its kind, and no other. Written out rather than made by a schema library, which
 * is a twentieth of the function's code.
 */

import { TIMEFRAMES, type Timeframe } from '../../core/bar-time.ts';
import type { Scale } from '../../core/feature-source.ts';
import { FIT_OPTIONS, type FitSettings } from '../../forest/forest-options.ts';
import { NEUTRAL_POLICIES, type NeutralPolicy } from '../../trade/positions.ts';

export const ARTIFACT = 'walkforest model';
/** Raised when a header of before can no longer be used. */
export const ARTIFACT_VERSION = 2;

/** One of the model's features, in the order that its forest expects. */
export type ModelFeature = {
  readonly name: string;
  /** `featureFingerprint` of the definition it was trained with. */
  readonly fingerprint: string;
  /** The definition's parameters, in bars. */
  readonly periods: Readonly<Record<string, number>>;
  readonly lookback: number;
  /** Bars before a row that settle its value; null where none do (anchored). */
  readonly warmup: number | null;
  /** Least and greatest value over the training rows. */
  readonly range: readonly [number, number];
  /** For an anchored feature, a running sum: its value at a bar from which live bars go on. */
  readonly anchor: { readonly time: number; readonly value: number } | null;
};

/** Plain JSON. */
export type ModelHeader = {
  readonly artifact: typeof ARTIFACT;
  readonly artifactVersion: typeof ARTIFACT_VERSION;
  readonly packageVersion: string;
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
  /** The data's last bar, whose label was not known yet. */
  readonly lastBarTime: number;
  readonly lastClose: number;
  readonly settings: FitSettings;
};

/** The scale at which the model's features are computed. */
export function scaleOfModel({ timeframe, barsPerDay }: ModelHeader): Scale {
  return { timeframe, barsPerDay };
}

/**
 * Where `raw` is not a `ModelHeader`: the path of the first field that is missing or of another
 * kind, or of the object that has a field too many ('' for the header itself); undefined where it
 * is one.
 */
export function headerMisfit(raw: unknown): string | undefined {
  return HEADER(raw, '');
}

/** The path in `value`, which stands at `path`, that does not fit. */
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

/** An object whose values, of whatever name, are all alike. */
const values =
  (check: Check): Check =>
  (value, path) => {
    if (!isObject(value)) return path;
    return firstMisfit(Object.entries(value).map(([name, one]) => check(one, `${path}.${name}`)));
  };

/** An object with exactly these fields. */
const fields =
  <T>(checks: { readonly [K in keyof T]-?: Check }): Check =>
  (value, path) => {
    if (!isObject(value)) return path;
    const known = Object.entries<Check>(checks);
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

const HEADER = fields<ModelHeader>({
  artifact: oneOf(ARTIFACT),
  artifactVersion: oneOf(ARTIFACT_VERSION),
  packageVersion: text,
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
  settings: fields<FitSettings>({ ...FIT_CHECKS, seed: number }),
});

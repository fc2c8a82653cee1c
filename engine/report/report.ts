/**
 * What a report shows: figures and curves of accounts, without the files that they came from.
 * A null is a figure that is undefined for these data. Returns are fractions; times unix seconds.
 * Must not know: how a result was computed, files, commands.
 */

import type { FoldLine } from '../learn/folds.ts';
import type { Explanation } from '../live/model/explanation.ts';

export type Figure = number | null;

/** Equity and positions, one entry a tested bar. */
export type Curve = {
  /** Opens of the bars that earned the returns, unix seconds. */
  readonly time: readonly number[];
  /** Equity after each bar, as a multiple of the capital. */
  readonly equity: readonly number[];
  /** Fractions of equity: +1 long, -1 short; empty if they are not known. */
  readonly positions: readonly number[];
};

/** A run of bars in one regime: entries [start, end) of the curves. */
export type RegimeSpan = {
  readonly regime: string;
  readonly start: number;
  readonly end: number;
};

export type DrawdownRow = {
  readonly start: string;
  readonly trough: string;
  readonly end: string;
  readonly bars: number;
  readonly depth: number;
  readonly recovered: boolean;
};

export type RegimeRow = {
  readonly regime: string;
  readonly bars: number;
  readonly share: number;
  readonly sharpe: Figure;
  readonly winRate: Figure;
  readonly totalLogReturn: Figure;
};

export type YearRow = {
  readonly year: number;
  readonly bars: number;
  readonly totalLogReturn: Figure;
  readonly sharpe: Figure;
  readonly positiveMonths: Figure;
};

/** A run of bars on one side. */
export type TradeRow = {
  /** Opens of the bars at whose closes the trade was entered and left, unix seconds. */
  readonly entryTime: number;
  readonly exitTime: number;
  readonly side: 'long' | 'short';
  readonly bars: number;
  /** Simple return of equity, after costs. */
  readonly return: number;
  /** True if the account ends in the trade. */
  readonly open: boolean;
};

/** One account that traded: a set of features, or a nested selection. */
export type ReportAccount = {
  readonly name: string;
  readonly features: readonly string[];
  readonly metrics: Readonly<Record<string, Figure>>;
  /** True for a part of another account, such as an asset: it has no section of its own. */
  readonly part?: boolean;
  /** Standard error of the annual Sharpe ratio. */
  readonly standardError: Figure;
  /** Log return of each month, `2017-04`; undefined if the result does not have them. */
  readonly monthly?: Readonly<Record<string, Figure>> | undefined;
  readonly yearly?: readonly YearRow[] | undefined;
  readonly drawdowns?: readonly DrawdownRow[] | undefined;
  readonly regimes?: readonly RegimeRow[] | undefined;
  readonly bySeed: readonly { readonly seed: number; readonly sharpe: Figure }[];
  readonly curve?: Curve | undefined;
  readonly trades?: readonly TradeRow[] | undefined;
  readonly sensitivity?: SensitivityFacts | undefined;
  readonly baselines?: BaselineFacts | undefined;
  /** By the names of the classes: down, neutral, up. */
  readonly reliability?: Readonly<Record<string, ReliabilityRow>> | undefined;
};

/** Simple rules and models on the same bars, and random signals that trade as often. */
export type BaselineFacts = {
  readonly rows: readonly {
    readonly title: string;
    readonly sharpe: Figure;
    readonly annualReturn: Figure;
    readonly maxDrawdown: Figure;
    readonly turnover: Figure;
    /** Share of right classes; null for a rule that names no class. */
    readonly accuracy: Figure;
  }[];
  /** Quantiles of their Sharpe ratios, and the share that does as well as the set. */
  readonly random: {
    readonly count: number;
    readonly p05: Figure;
    readonly median: Figure;
    readonly p95: Figure;
    readonly place: Figure;
  };
};

/** What the features of a page are, and how they belong together. */
export type FeatureFacts = {
  readonly formulas: readonly { readonly feature: string; readonly formula: string }[];
  /** Pairs of features and their correlation, the strongest first; empty if the result has none. */
  readonly correlated: readonly {
    readonly features: readonly string[];
    readonly correlation: Figure;
  }[];
  /** Importances by their kind, the most important first. */
  readonly importance: Readonly<
    Record<string, readonly { readonly feature: string; readonly importance: Figure }[]>
  >;
};

/** How often an event happened, by the probability that it was given. */
export type ReliabilityRow = {
  readonly bins: readonly {
    readonly from: number;
    readonly to: number;
    readonly count: number;
    readonly predicted: number;
    readonly observed: number;
  }[];
  readonly calibrationError: Figure;
};

/** How far a feature's last values are from the earlier ones. */
export type DriftRow = {
  readonly feature: string;
  readonly distance: Figure;
  readonly usualDistance: Figure;
  readonly stability: Figure;
};

/** The same test with one setting at other values. */
export type SettingCurve = {
  readonly setting: string;
  readonly points: readonly {
    readonly value: number | string;
    /** True for the value of the test itself. */
    readonly own: boolean;
    readonly sharpe: Figure;
    readonly annualReturn: Figure;
    readonly maxDrawdown: Figure;
    readonly bars: number;
  }[];
};

/** What a set's result hangs on; the first curve is that of costs. */
export type SensitivityFacts = {
  readonly curves: readonly SettingCurve[];
  /** Cost at which the Sharpe ratio is 0. */
  readonly breakEvenCostBps: Figure;
  readonly without: readonly {
    readonly what: string;
    readonly sharpe: Figure;
    readonly totalLogReturn: Figure;
    readonly bars: number;
  }[];
};

/** One step of a forward selection. */
export type StepRow = {
  readonly step: number;
  readonly feature: string;
  readonly sharpe: Figure;
  readonly score: Figure;
  readonly delta: Figure;
  readonly margin: Figure;
  readonly marginNoise: Figure;
  readonly candidates: readonly { readonly feature: string; readonly score: Figure }[];
};

/** One window of a nested selection: what it chose, promised and made. */
export type WindowRow = {
  readonly from: string;
  readonly to: string;
  readonly features: readonly string[];
  readonly sharpeInside: Figure;
  readonly sharpe: Figure;
  readonly bars: number;
};

/** The paths of combinatorial purged cross-validation, beside the test that walks forward. */
export type PathFacts = {
  /** The set, or how it was chosen. */
  readonly name: string;
  readonly groups: number;
  readonly testGroups: number;
  readonly splits: number;
  readonly paths: readonly {
    readonly sharpe: Figure;
    readonly annualReturn: Figure;
    readonly maxDrawdown: Figure;
  }[];
  /** Sharpe ratio of buy and hold on the bars of a path. */
  readonly buyHold: Figure;
  /** What the paths are beside: a test that walks forward, with its name. */
  readonly walkForward: { readonly name: string; readonly sharpe: Figure };
};

/** An asset's share of the capital. */
export type WeightRow = {
  readonly name: string;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  readonly bars: number;
};

/** A decision with what explains it. */
export type DecisionFacts = {
  /** The day on which the position is held first, ISO. */
  readonly date: string;
  readonly why: Explanation;
};

export type Report = {
  readonly command: string;
  readonly version: string;
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly data: {
    readonly name: string;
    readonly sha256: string;
    readonly rows: number;
    readonly synthetic: boolean;
  };
  readonly range: { readonly from: string; readonly to: string };
  /** What the figures are of, in a sentence or two. */
  readonly about: string;
  readonly periodsPerYear: number;
  /** True if the figures are those of log returns, as the original system counts. */
  readonly logReturns?: boolean;
  /** What an account starts with, in dollars. */
  readonly capital: number;
  /** Sentences; empty if the command gives no verdict. */
  readonly verdict: readonly string[];
  readonly accounts: readonly ReportAccount[];
  /** What the accounts are compared with; its name is `buy and hold` if it has no other. */
  readonly buyHold: Pick<ReportAccount, 'metrics' | 'curve'> & {
    readonly name?: string | undefined;
  };
  readonly regimeSpans: readonly RegimeSpan[];
  readonly steps: readonly StepRow[];
  readonly windows: readonly WindowRow[];
  /** Figures of the same search on histories without skill, each beside the real one. */
  readonly nulls: readonly {
    readonly name: string;
    readonly values: readonly number[];
    readonly real: number;
  }[];
  readonly paths: readonly PathFacts[];
  readonly folds: readonly FoldLine[];
  readonly features: FeatureFacts;
  readonly drift: { readonly recentRows: number; readonly features: readonly DriftRow[] };
  /** How assets hang together and share the capital; undefined for a single account. */
  readonly assets?:
    | {
        readonly names: readonly string[];
        /** Undefined if there are too few common bars. */
        readonly matrix: readonly (readonly Figure[])[] | undefined;
        readonly weights: readonly WeightRow[];
      }
    | undefined;
  /** E-values over time; undefined where nothing was traded live. */
  readonly evidence?:
    | {
        readonly time: readonly number[];
        readonly curves: readonly { readonly name: string; readonly values: readonly Figure[] }[];
      }
    | undefined;
  /** The last decision and why; undefined where the result has none. */
  readonly decision?: DecisionFacts | undefined;
  /** Trials ever made on these data, by the ledger; undefined if the result does not say. */
  readonly trialsEver?: number | undefined;
  /** The words of the command that recomputes the result; undefined if its inputs may grow. */
  readonly replay?: string;
};

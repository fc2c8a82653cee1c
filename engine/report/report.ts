/**
 * What a report shows: figures and curves of accounts, without the files that they came from.
 * A null is a figure that is undefined for these data. Returns are fractions; times unix seconds.
 * Must not know: how a result was computed, files, commands.
 */

export type Figure = number | null;

/** Equity and positions, one entry a tested bar. */
export type Curve = {
  /** Opens of the bars that earned the returns, unix seconds. */
  readonly time: readonly number[];
  /** Equity after each bar, as a multiple of the capital. */
  readonly equity: readonly number[];
  /** Fractions of equity: +1 long, -1 short. */
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

/** One account that traded: a set of features, or a nested selection. */
export type ReportAccount = {
  readonly name: string;
  readonly features: readonly string[];
  readonly metrics: Readonly<Record<string, Figure>>;
  /** Standard error of the annual Sharpe ratio. */
  readonly standardError: Figure;
  /** Log return of each month, `2017-04`; undefined if the result does not have them. */
  readonly monthly?: Readonly<Record<string, Figure>> | undefined;
  readonly yearly?: readonly YearRow[] | undefined;
  readonly drawdowns?: readonly DrawdownRow[] | undefined;
  readonly regimes?: readonly RegimeRow[] | undefined;
  readonly bySeed: readonly { readonly seed: number; readonly sharpe: Figure }[];
  readonly curve?: Curve | undefined;
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
  readonly range: {
    readonly from: string;
    readonly to: string;
    readonly rows: number;
    readonly foldCount: number;
  };
  readonly periodsPerYear: number;
  /** What an account starts with, in dollars. */
  readonly capital: number;
  readonly costBps: number;
  /** Sentences; empty if the command gives no verdict. */
  readonly verdict: readonly string[];
  readonly accounts: readonly ReportAccount[];
  readonly buyHold: Pick<ReportAccount, 'metrics' | 'curve'>;
  readonly regimeSpans: readonly RegimeSpan[];
  readonly steps: readonly StepRow[];
  readonly windows: readonly WindowRow[];
  /** Trials ever made on these data, by the ledger; undefined if the result does not say. */
  readonly trialsEver?: number | undefined;
  /** The words of the command that recomputes the result. */
  readonly replay: string;
};

/**
 * The statistics of a backtest, for programs: what the door hands out as `statistics`. Returns are
 * simple ones (0.01 is 1 %), one a bar; Sharpe ratios are those of a bar unless a name says
 * otherwise.
 */

// One strategy.
export { momentsOf, type Moments } from './moments.ts';
export { sharpeRatio } from './sharpe-ratio.ts';
export {
  hacSharpeError,
  loSharpeError,
  mertensSharpeError,
  sharpeSampleOf,
  sharpeStandardError,
} from './sharpe-error.ts';
export { minimumTrackRecord, probabilisticSharpe } from './probabilistic-sharpe.ts';
export { performanceMetrics, type PerformanceMetrics } from './performance-metrics.ts';
export { drawdownsOf } from './drawdowns.ts';
export { eProcess } from './e-process.ts';

// Its uncertainty, and against a benchmark.
export { automaticBlockLength } from './automatic-block-length.ts';
export { indicesFromUniforms, stationaryBootstrapIndices } from './stationary-bootstrap.ts';
export { drawdownIntervals, growthIntervals, sharpeIntervals } from './bootstrap-intervals.ts';
export { sharpeDifferenceBootstrap, sharpeDifferenceTest } from './sharpe-difference.ts';

// The best of many.
export { expectedMaximum, minimumBacktestYears } from './expected-maximum.ts';
export { correlatedMaximum } from './correlated-maximum.ts';
export { deflatedSharpe } from './deflated-sharpe.ts';
export { correlationMatrix } from './trial-returns.ts';
export { resampleTrials, stationaryDeviations } from './resampled-trials.ts';
export { realityCheck } from './reality-check.ts';
export { superiorPredictiveAbility } from './superior-predictive-ability.ts';
export { stepM } from './step-m.ts';
export { probabilityOfOverfitting } from './overfitting-probability.ts';
export { overfittingNull } from './overfitting-null.ts';
export { combinatorialPurgedSplits } from './combinatorial-purged.ts';

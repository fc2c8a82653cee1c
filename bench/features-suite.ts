/**
 * Rows per second of each feature alone and of all 37 together, for several numbers of rows,
 * compared with other packages that have the same indicator. Before timing, two things are
 * checked: a feature computed alone equals the same feature computed with all others, bit for bit;
 * and a package's values equal ours from the row on where its different start no longer matters.
 */

import type { Timeframe } from '../engine/core/bar-time.ts';
import type { Bars } from '../engine/core/bars.ts';
import { catalogue } from '../features/catalogue.ts';
import type { FeatureDefinition } from '../features/definition.ts';
import { BASE_FEATURES } from '../features/named-sets.ts';
import { scaleOf } from '../features/scale.ts';
import type { IndicatorPeer, PeerBars } from './indicator-peers.ts';
import { peerBars } from './indicator-peers.ts';
import type { BenchCase, BenchGroup } from './measure.ts';
import { PEER_TOLERANCE, requireSameValues } from './same-values.ts';
import { walkBars } from './walk-bars.ts';

export type FeaturesPlan = {
  /** Bars of each size, in order. */
  readonly rows: readonly number[];
  readonly peers: readonly IndicatorPeer[];
};

/**
 * Bars after the warm-up that are not compared: a recursion of ours starts from the first value,
 * one of a peer's from a mean.
 */
const PEER_START_BARS = 100;

/** The groups in order. The bars of one size are released before those of the next are made. */
export function* featureGroups({ rows, peers }: FeaturesPlan): Generator<BenchGroup> {
  for (const count of rows) {
    for (const timeframe of ['1d', '4h'] as const) {
      yield* groupsOn(timeframe, walkBars(count, timeframe), peers);
    }
  }
}

/** On daily bars all 37 features and each of them; on 4-hour bars those that need such bars. */
function* groupsOn(
  timeframe: Timeframe,
  bars: Bars,
  peers: readonly IndicatorPeer[],
): Generator<BenchGroup> {
  const definitions = catalogue.definitions.filter(({ timeframes }) => timeframes[0] === timeframe);
  const names = definitions.map(({ name }) => name);
  requireAloneAsTogether(bars, names, timeframe);
  const used = peers.filter(({ feature }) => names.includes(feature));
  const forPeers = used.length === 0 ? undefined : peerBars(bars);
  if (timeframe === '1d') {
    const all = featuresCase('all 37 features', bars, BASE_FEATURES, timeframe);
    yield { unit: 'rows/s', cases: [all], baselines: [] };
  }
  for (const definition of definitions) {
    const { name } = definition;
    const own = featuresCase(name, bars, [name], timeframe);
    const rivals = used
      .filter(({ feature }) => feature === name)
      .map((peer) => peerCase(peer, { definition, timeframe, bars, forPeers: forPeers! }));
    const baselines = rivals.map((rival) => rival.name);
    yield { unit: 'rows/s', cases: [own, ...rivals], baselines };
  }
}

/**
 * @throws Error if a feature computed alone differs, in any bit, from one computed with all others
 */
function requireAloneAsTogether(bars: Bars, names: readonly string[], timeframe: Timeframe): void {
  const columns = catalogue.columns(bars, names, scaleOf(timeframe));
  for (const [i, name] of names.entries()) {
    const alone = columnOf(bars, name, timeframe);
    const got = (row: number): number => alone[row]!;
    requireSameValues({ name, expected: columns[i]!, got, start: 0, tolerance: 0 });
  }
}

function columnOf(bars: Bars, name: string, timeframe: Timeframe): Float64Array {
  return catalogue.columns(bars, [name], scaleOf(timeframe))[0]!;
}

function featuresCase(
  title: string,
  bars: Bars,
  names: readonly string[],
  timeframe: Timeframe,
): BenchCase {
  return {
    name: sized(title, bars),
    run: () => lastValues(catalogue.columns(bars, names, scaleOf(timeframe))),
    work: bars.close.length,
    checked: true,
  };
}

/** The sum of the columns' last values. */
function lastValues(columns: readonly Float64Array[]): number {
  let sum = 0;
  for (const column of columns) sum += column[column.length - 1]!;
  return sum;
}

/** The case of a peer. @throws Error if the peer's values differ from ours */
function peerCase(
  peer: IndicatorPeer,
  work: {
    readonly definition: FeatureDefinition;
    readonly timeframe: Timeframe;
    readonly bars: Bars;
    readonly forPeers: PeerBars;
  },
): BenchCase {
  const { definition, timeframe, bars, forPeers } = work;
  const { close } = bars;
  const scale = scaleOf(timeframe);
  const name = sized(`${definition.name} by ${peer.packageName}`, bars);
  const result = peer.run(forPeers);
  const missing = close.length - result.length;
  requireSameValues({
    name,
    expected: columnOf(bars, definition.name, timeframe),
    got: (row) => result.value(row - missing, close[row]!),
    start: (definition.warmup(scale) ?? definition.lookback(scale)) + PEER_START_BARS,
    tolerance: PEER_TOLERANCE,
  });
  const run = (): number => {
    const { length, value } = peer.run(forPeers);
    return value(length - 1, close.at(-1)!);
  };
  return { name, run, work: close.length, checked: true };
}

function sized(title: string, { close }: Bars): string {
  return `${title}, ${close.length.toLocaleString('en')} rows`;
}

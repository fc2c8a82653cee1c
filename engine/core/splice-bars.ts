/**
 * Joins newer bars to known bars of the same market. The two must overlap and agree, because two
 * markets that look alike, or two feeds of one market, must not become one history. What the newer
 * bars say differently about the past is a revision: it is always listed, and taken only on demand.
 * Must not know: files, exchanges, clocks.
 */

import { formatBarTime } from './bar-time.ts';
import type { Bars, BarField } from './bars.ts';
import { BAR_FIELDS } from './bars.ts';
import { InputError } from './errors.ts';

/** The two must agree on at least this many bars: a month of days, five days of 4-hour bars. */
const LEAST_AGREEING_BARS = 30;
/** If more of the common bars than this share disagree, the two are not one market. */
const MOST_REVISED = 0.05;

type SpliceOptions = {
  /** Seconds from one bar to the next, for the size of a gap in messages. */
  readonly stepSeconds: number;
  /** Largest difference of two prices that agree, as a fraction of the known one; default 0. */
  readonly priceTolerance?: number;
  /** Whose prices and volume a revised bar has in the result; `known` by default. */
  readonly revised?: 'known' | 'latest';
};

/** A difference between the two about one bar of the past. */
export type Revision = {
  /** The bar's open, unix seconds. */
  readonly time: number;
  /**
   * `missing`: only the known bars have a bar at this time of the overlap; `inserted`: only the
   * latest bars have one. Neither changes the result.
   */
  readonly kind: 'price' | 'volume' | 'missing' | 'inserted';
  /** The first field that differs; undefined if one of the two has no such bar. */
  readonly field?: Exclude<BarField, 'time'>;
  readonly known?: number;
  readonly latest?: number;
};

export type SplicedBars = {
  readonly bars: Bars;
  /** How many bars after the last known one were added. */
  readonly added: number;
  /** How many common bars have the same prices. */
  readonly agreeing: number;
  /** In order of time. */
  readonly revisions: readonly Revision[];
};

/**
 * `known`, followed by the bars of `latest` that are newer. Bars of `latest` that are older than
 * the first known bar are left out. A known further column that `latest` does not have is NaN in
 * the new rows. Two bars agree if their four prices do; volumes may be revised. O(rows).
 * @param names what to call the two in messages
 * @throws InputError if there is a gap between the two, if fewer than `LEAST_AGREEING_BARS` common
 *   bars agree, or if more than 5 % of the common bars disagree
 */
export function spliceBars(
  known: Bars,
  latest: Bars,
  options: SpliceOptions,
  names: { readonly known: string; readonly latest: string } = {
    known: 'the known bars',
    latest: 'the latest bars',
  },
): SplicedBars {
  refuseGap(known, latest, options.stepSeconds, names);
  const tolerance = options.priceTolerance ?? 0;
  const { agreeing, disagreeing, revisions } = compared(known, latest, tolerance);
  const common = agreeing + disagreeing;
  if (agreeing < LEAST_AGREEING_BARS || disagreeing > MOST_REVISED * common) {
    const first = revisions.find(({ kind }) => kind === 'price');
    const example = first === undefined ? '' : `; the first that differs: ${revisionText(first)}`;
    throw new InputError(
      `expected at least ${LEAST_AGREEING_BARS} common bars of ${names.known} and ` +
        `${names.latest} to agree, and 95 % of them, got ${agreeing} of ${common}${example}`,
    );
  }
  const end = known.time.at(-1) ?? Number.NEGATIVE_INFINITY;
  const start = latest.time.findIndex((time) => time > end);
  const from = start === -1 ? latest.time.length : start;
  const base = options.revised === 'latest' ? withRevisions(known, latest, revisions) : known;
  return {
    bars: joined(base, latest, from),
    added: latest.time.length - from,
    agreeing,
    revisions,
  };
}

/** A revision as one line: `2024-03-31 close: known 71333.2, now 71334`. */
export function revisionText({ time, kind, field, known, latest }: Revision): string {
  const when = formatBarTime(time);
  if (kind === 'missing') return `${when}: known, but not among the latest bars`;
  if (kind === 'inserted') return `${when}: among the latest bars, but not known`;
  return `${when} ${field}: known ${known}, now ${latest}`;
}

function refuseGap(
  known: Bars,
  latest: Bars,
  stepSeconds: number,
  names: { readonly known: string; readonly latest: string },
): void {
  if (latest.time.length === 0) throw new InputError(`${names.latest}: expected bars, got none`);
  if (known.time.length === 0) throw new InputError(`${names.known}: expected bars, got none`);
  const [end, start] = [known.time.at(-1)!, latest.time[0]!];
  if (start <= end) return;
  const missing = Math.round((start - end) / stepSeconds) - 1;
  throw new InputError(
    `expected ${names.known} and ${names.latest} to overlap, got a gap of ${missing} bars: ` +
      `the first end at ${formatBarTime(end)}, the second begin at ${formatBarTime(start)}`,
  );
}

function compared(
  known: Bars,
  latest: Bars,
  tolerance: number,
): {
  readonly agreeing: number;
  readonly disagreeing: number;
  readonly revisions: readonly Revision[];
} {
  const revisions: Revision[] = [];
  let [agreeing, disagreeing] = [0, 0];
  let [i, j] = [0, 0];
  // Invariant: known[0, i) and latest[0, j) are compared.
  while (i < known.time.length && j < latest.time.length) {
    const [mine, theirs] = [known.time[i]!, latest.time[j]!];
    if (mine < theirs) {
      // Known bars before the first of the latest ones are not of the overlap.
      if (j > 0) revisions.push({ time: mine, kind: 'missing' });
      i++;
    } else if (theirs < mine) {
      if (i > 0) revisions.push({ time: theirs, kind: 'inserted' });
      j++;
    } else {
      const revision = difference(known, i, latest, j, tolerance);
      if (revision !== undefined) revisions.push(revision);
      if (revision?.kind === 'price') disagreeing++;
      else agreeing++;
      i++;
      j++;
    }
  }
  return { agreeing, disagreeing, revisions };
}

function difference(
  known: Bars,
  i: number,
  latest: Bars,
  j: number,
  tolerance: number,
): Revision | undefined {
  const time = known.time[i]!;
  for (const field of ['open', 'high', 'low', 'close'] as const) {
    const [mine, theirs] = [known[field][i]!, latest[field][j]!];
    if (Math.abs(theirs - mine) > tolerance * mine) {
      return { time, kind: 'price', field, known: mine, latest: theirs };
    }
  }
  const [mine, theirs] = [known.volume[i]!, latest.volume[j]!];
  return mine === theirs
    ? undefined
    : { time, kind: 'volume', field: 'volume', known: mine, latest: theirs };
}

/** `known` with the values of `latest` in the bars that both have and that were revised. */
function withRevisions(known: Bars, latest: Bars, revisions: readonly Revision[]): Bars {
  const rowsByTime = new Map(Array.from(latest.time, (time, row) => [time, row]));
  const revised = new Map(
    revisions.flatMap(({ time, kind }) =>
      kind === 'price' || kind === 'volume' ? [[time, rowsByTime.get(time)!] as const] : [],
    ),
  );
  const column = (field: BarField): Float64Array =>
    known[field].map((value, row) => {
      const source = revised.get(known.time[row]!);
      return source === undefined ? value : latest[field][source]!;
    });
  return { ...known, ...columns(column) };
}

/** All rows of `known`, followed by the rows [from, end) of `latest`. */
function joined(known: Bars, latest: Bars, from: number): Bars {
  const rows = known.time.length;
  const added = latest.time.length - from;
  const join = (mine: Float64Array, theirs: Float64Array | undefined): Float64Array => {
    const target = new Float64Array(rows + added).fill(Number.NaN);
    target.set(mine);
    if (theirs !== undefined) target.set(theirs.subarray(from), rows);
    return target;
  };
  const extra = Object.entries(known.extra ?? {}).map(
    ([name, column]) => [name, join(column, latest.extra?.[name])] as const,
  );
  const bars = columns((field) => join(known[field], latest[field]));
  return extra.length === 0 ? bars : { ...bars, extra: Object.fromEntries(extra) };
}

function columns(column: (field: BarField) => Float64Array): Bars {
  const [time, open, high, low, close, volume] = BAR_FIELDS.map(column);
  return { time: time!, open: open!, high: high!, low: low!, close: close!, volume: volume! };
}

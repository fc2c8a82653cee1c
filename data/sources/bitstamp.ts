/**
 * Bitstamp's bars: GET /api/v2/ohlc/PAIR/, which has the whole history, in pages of 1,000. `start`
 * and `end` are both given, because the documentation says that `end` wins if both are, so that a
 * page is the same under either reading.
 */

import { DAY_SECONDS } from '../../engine/core/bar-time.ts';
import { MalformedAnswer } from '../../engine/live/edges/failures.ts';
import { numberAt, objectAt, objectOf, objectsAt } from '../../engine/live/edges/json-fields.ts';
import type { BarRow } from '../../engine/core/bars.ts';
import { ask, type Web } from '../../engine/sources/web.ts';

/** The bars of one page, all with opens in [start, end); unix seconds. */
type BarPage = { readonly rows: readonly BarRow[]; readonly end: number };

/** Bars that open in [start, end), unix seconds, both multiples of `stepSeconds`. */
export type BarRange = {
  readonly pair: string;
  readonly stepSeconds: number;
  readonly start: number;
  readonly end: number;
};

/** The first trade at Bitstamp was on 2011-08-18. */
export const BITSTAMP_START = Date.UTC(2011, 7, 18) / 1000;
const PAGE_BARS = 1000;

/**
 * The bars of a range page by page, oldest first. A page may be empty.
 * @throws as `ask`; MalformedAnswer if a field is missing or no number
 */
export async function* bitstampPages(web: Web, range: BarRange): AsyncGenerator<BarPage> {
  const { pair, stepSeconds, end } = range;
  for (let start = range.start; start < end; start += PAGE_BARS * stepSeconds) {
    const pageEnd = Math.min(start + PAGE_BARS * stepSeconds, end);
    const label = `Bitstamp ${pair}`;
    const question = {
      label,
      host: 'bitstamp',
      path: `/api/v2/ohlc/${pair}/`,
      query: {
        step: stepSeconds,
        limit: PAGE_BARS,
        start,
        end: pageEnd - stepSeconds,
        exclude_current_candle: true,
      },
    } as const;
    const rows = await ask(web, question, (json) => rowsOf(json, label));
    const inside = rows.filter(({ time }) => time >= start && time < pageEnd);
    yield { rows: inside, end: pageEnd };
  }
}

/**
 * The UTC day of the first bar of `pair`, unix seconds; `end` if there is none before it. A pair
 * that was listed late has years of empty pages of short bars before it.
 */
export async function bitstampFirstDay(web: Web, pair: string, end: number): Promise<number> {
  const start = BITSTAMP_START;
  const days = { pair, stepSeconds: DAY_SECONDS, start, end };
  for await (const { rows } of bitstampPages(web, days)) {
    if (rows.length > 0) return rows[0]!.time;
  }
  return end;
}

function rowsOf(json: unknown, label: string): readonly BarRow[] {
  const rows = objectsAt(objectAt(objectOf(json, label), 'data', label), 'ohlc', label);
  if (rows.length > PAGE_BARS) {
    throw new MalformedAnswer(`${label}: expected at most ${PAGE_BARS} bars, got ${rows.length}`);
  }
  return rows.map((row, i) => {
    const at = (name: string): number => numberAt(row, name, `${label} bar ${i}`);
    return {
      time: at('timestamp'),
      open: at('open'),
      high: at('high'),
      low: at('low'),
      close: at('close'),
      volume: at('volume'),
    };
  });
}

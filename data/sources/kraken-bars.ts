/**
 * Kraken's newest bars: GET /0/public/OHLC, some 720, the last of which still forms. Older bars
 * cannot be asked for. Errors come with status 200.
 */

import { InputError } from '../../engine/core/errors.ts';
import { ExchangeRefused, MalformedAnswer } from '../../engine/live/edges/failures.ts';
import { numberAt, numberOf, objectAt, objectOf } from '../../engine/live/edges/json-fields.ts';
import type { BarRow } from '../../engine/core/bars.ts';
import { ask, type Web } from '../../engine/sources/web.ts';

/** Refusals that are gone after a pause. */
const PASSING = /^(EService:|EGeneral:(Too many requests|Internal error)|EAPI:Rate limit)/;

/**
 * The bars of `pair` that the exchange calls closed, oldest first.
 * @throws InputError for a pair that the exchange does not have; as `ask`; ExchangeRefused;
 *   MalformedAnswer
 */
export async function krakenClosedBars(
  web: Web,
  { pair, stepSeconds }: { readonly pair: string; readonly stepSeconds: number },
): Promise<readonly BarRow[]> {
  const label = `Kraken ${pair}`;
  const query = { pair, interval: stepSeconds / 60 };
  return await ask(web, { label, host: 'kraken', path: '/0/public/OHLC', query }, (json) => {
    const body = objectOf(json, label);
    refuseErrors(body['error'], label);
    const result = objectAt(body, 'result', label);
    const rows = Object.values(result).find((value) => Array.isArray(value)) as unknown;
    if (!Array.isArray(rows)) throw new MalformedAnswer(`${label}: expected an array of bars`);
    const lastClosed = numberAt(result, 'last', label);
    return rows.map((row, i) => rowOf(row, `${label} bar ${i}`)).filter(isClosed);
    function isClosed({ time }: BarRow): boolean {
      return time <= lastClosed;
    }
  });
}

function refuseErrors(errors: unknown, label: string): void {
  const texts = Array.isArray(errors) ? errors.map(String) : [];
  const refused = texts.find((text) => text.startsWith('E'));
  if (refused === undefined) return;
  if (refused.startsWith('EQuery:Unknown asset pair')) {
    throw new InputError(`--pair: ${label}: the exchange has no such pair`);
  }
  throw new ExchangeRefused(label, refused, { passes: PASSING.test(refused), nothingDone: true });
}

/** From `[time, open, high, low, close, vwap, volume, count]`; prices and volume are texts. */
function rowOf(row: unknown, where: string): BarRow {
  if (!Array.isArray(row) || row.length < 8) {
    throw new MalformedAnswer(`${where}: expected 8 fields`);
  }
  const at = (column: number): number => numberOf(row[column], where);
  return { time: at(0), open: at(1), high: at(2), low: at(3), close: at(4), volume: at(6) };
}

/**
 * Funding rates of perpetual contracts, as fractions of the notional that a long pays a short:
 * Kraken's by the hour, in one answer that reaches about a year back; Binance's by eight hours,
 * from the contract's first day on, in pages of 1,000.
 */

import { MalformedAnswer, quotedReason } from '../live/edges/failures.ts';
import { numberAt, objectOf, objectsAt, optionalText, timeAt } from '../live/edges/json-fields.ts';
import { inOrder, type Observation } from './observations.ts';
import { ask, SourceRefused, type Web } from './web.ts';

/** Kraken's address of today, and the older one of the same data. */
const KRAKEN_PATHS = [
  '/derivatives/api/v3/historical-funding-rates',
  '/derivatives/api/v4/historicalfundingrates',
] as const;

const PAGE_RATES = 1000;
/** Binance listed its first perpetual contract in September 2019. */
const BINANCE_START_MS = Date.UTC(2019, 8, 1);

/**
 * The relative rates of Kraken's contract `symbol`, oldest first. (`fundingRate` of the same answer
 * is an amount of money and is not used.)
 * @throws as `ask`; SourceRefused if the exchange answers with an error; MalformedAnswer
 */
export async function krakenFunding(web: Web, symbol: string): Promise<readonly Observation[]> {
  const [path, olderPath] = KRAKEN_PATHS;
  try {
    return await krakenFundingAt(web, symbol, path);
  } catch (error) {
    if (!(error instanceof SourceRefused && error.status === 404)) throw error;
    return await krakenFundingAt(web, symbol, olderPath);
  }
}

async function krakenFundingAt(
  web: Web,
  symbol: string,
  path: string,
): Promise<readonly Observation[]> {
  const label = `Kraken funding ${symbol}`;
  return await ask(web, { label, host: 'krakenFutures', path, query: { symbol } }, (json) => {
    const body = objectOf(json, label);
    const error = optionalText(body, 'error');
    if (error !== undefined) throw new SourceRefused(label, 200, quotedReason(error));
    const rates = objectsAt(body, 'rates', label).map((rate, i) => {
      const where = `${label} rate ${i}`;
      const time = Math.round(timeAt(rate, 'timestamp', where) / 1000);
      return { time, value: numberAt(rate, 'relativeFundingRate', where) };
    });
    return inOrder(rates, label);
  });
}

/**
 * The rates of Binance's contract `symbol` from `fromMs` on (from the first if left out), oldest
 * first. A page begins one millisecond after the last rate of the page before.
 * @param onPage called after each page with the times of its question and of its last rate, ms
 * @throws as `ask` (status 451 where Binance may not serve); MalformedAnswer
 */
export async function binanceFunding(
  web: Web,
  symbol: string,
  { fromMs = BINANCE_START_MS, onPage }: BinanceRange,
): Promise<readonly Observation[]> {
  const label = `Binance funding ${symbol}`;
  const found: Observation[] = [];
  let startTime = fromMs;
  for (;;) {
    const question = {
      label,
      host: 'binance',
      path: '/fapi/v1/fundingRate',
      query: { symbol, limit: PAGE_RATES, startTime },
    } as const;
    const page = await ask(web, question, (json) => binanceRates(json, label));
    const lastMs = page.at(-1)?.ms ?? startTime;
    if (page.length > 0 && lastMs < startTime) {
      throw new MalformedAnswer(`${label}: expected rates from ${startTime} ms on, got older ones`);
    }
    // The stamps are some milliseconds late.
    found.push(...page.map(({ ms, value }) => ({ time: Math.round(ms / 1000), value })));
    onPage(fromMs, lastMs);
    if (page.length < PAGE_RATES) return inOrder(found, label);
    startTime = lastMs + 1;
  }
}

/** Which rates are asked for, and who is told about each page. */
export type BinanceRange = {
  readonly fromMs?: number | undefined;
  readonly onPage: (fromMs: number, reachedMs: number) => void;
};

function binanceRates(
  json: unknown,
  label: string,
): readonly { readonly ms: number; readonly value: number }[] {
  if (!Array.isArray(json)) throw new MalformedAnswer(`${label}: expected an array of rates`);
  return json.map((item, i) => {
    const where = `${label} rate ${i}`;
    const rate = objectOf(item, where);
    const ms = numberAt(rate, 'fundingTime', where);
    return { ms, value: numberAt(rate, 'fundingRate', where) };
  });
}

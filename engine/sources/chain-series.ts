/**
 * Daily series about bitcoin: the Fear & Greed index of alternative.me, and the charts of
 * blockchain.com (hash rate, transactions).
 */

import { DAY_SECONDS } from '../core/bar-time.ts';
import { MalformedAnswer } from '../live/edges/failures.ts';
import { numberAt, objectOf, objectsAt } from '../live/edges/json-fields.ts';
import { inOrder, type Observation } from './observations.ts';
import { ask, type Web } from './web.ts';

/**
 * The Fear & Greed index, 0 to 100, oldest first. A day's value is published at its start.
 * @throws as `ask`; MalformedAnswer
 */
export async function fearGreed(web: Web): Promise<readonly Observation[]> {
  const label = 'Fear & Greed';
  const query = { limit: 0, format: 'json' };
  return await ask(web, { label, host: 'fearGreed', path: '/fng/', query }, (json) => {
    const days = objectsAt(objectOf(json, label), 'data', label).map((day, i) => {
      const where = `${label} day ${i}`;
      const value = numberAt(day, 'value', where);
      if (value < 0 || value > 100) throw new MalformedAnswer(`${where}: expected 0 to 100`);
      return { time: numberAt(day, 'timestamp', where), value };
    });
    return inOrder(days, label);
  });
}

/**
 * A chart of blockchain.com, one value for each day that is over at `nowMs`, oldest first. Without
 * `sampled=false` the answer would have one day in four.
 * @param name `hash-rate` or `n-transactions`
 * @throws as `ask`; MalformedAnswer, also if the answer has one day in several
 */
export async function blockchainChart(
  web: Web,
  name: string,
  nowMs: number,
): Promise<readonly Observation[]> {
  const label = `blockchain.com ${name}`;
  const query = { timespan: 'all', sampled: false, format: 'json' };
  return await ask(web, { label, host: 'blockchain', path: `/charts/${name}`, query }, (json) => {
    const values = objectsAt(objectOf(json, label), 'values', label).map((item, i) => {
      const where = `${label} value ${i}`;
      return { time: numberAt(item, 'x', where), value: numberAt(item, 'y', where) };
    });
    const days = inOrder(values, label);
    refuseThinned(days, label);
    return days.filter(({ time }) => (time + DAY_SECONDS) * 1000 <= nowMs);
  });
}

/** Some days are missing in the chain's first weeks; a thinned answer has a quarter of the days. */
function refuseThinned(days: readonly Observation[], label: string): void {
  if (days.length < 2) return;
  const span = (days.at(-1)!.time - days[0]!.time) / DAY_SECONDS + 1;
  if (days.length >= span / 2) return;
  throw new MalformedAnswer(
    `${label}: expected a value a day, got ${days.length} values for ${Math.round(span)} days`,
  );
}

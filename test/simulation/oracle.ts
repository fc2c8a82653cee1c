/**
 * What a day should lead to: the signal that follows from the classes by the policy, and the
 * position that follows from it. The position at the exchange plays no part in the signal.
 */

import type { DayJournal } from '../../engine/live/journal/day-journal.ts';
import { ORDER_LIFE_MS } from '../../engine/live/orders/settle-order.ts';
import { nextPosition, type Position } from '../../engine/trade/positions.ts';
import { contractsOf, type Episode } from './episode.ts';
import { journalDates, journalOf } from './journals.ts';

/**
 * The signal of `date`. A policy that holds counts all days since the first signal, whether they
 * had a run or not. A day that was flat because its model was too old is the model's last word.
 */
export function wordOf(episode: Episode, date: string): Position {
  const { mind, neutral } = episode;
  const first = journalDates(episode).find((day) => journalOf(episode, day)?.record !== undefined);
  let position: Position = 0;
  for (const [day, predicted] of mind.signals) {
    if (day < (first ?? date) || day > date) continue;
    const isFlat = journalOf(episode, day)?.record?.flat_because !== undefined;
    position = isFlat ? 0 : nextPosition(position, predicted, neutral);
  }
  return position;
}

/**
 * The position in contracts that `date` should lead to. If a guard has closed it, that is 0. In the
 * linear contract the size is that of the price at which the position was opened: if the side and
 * the size in dollars are kept, the number of contracts is kept.
 */
export function targetOf(episode: Episode, date: string): number {
  const { sizeUsd } = episode.plans.get(date)!;
  const journal = journalOf(episode, date);
  const word = journal?.closing === undefined ? wordOf(episode, date) : 0;
  if (word === 0 || episode.futures.symbol === 'PI_XBTUSD') return word * sizeUsd;
  const fresh = word * contractsOf(episode, sizeUsd, priceOf(episode, date, journal));
  const last = lastSizing(episode, date, sizeUsd);
  const found = journal?.legs[0]?.positionBefore ?? journal?.trade?.position_before ?? 0;
  const target = last * word > 0 && found * word > 0 ? last : fresh;
  // A day that was refused before its first order has no sizing.
  const { contracts = target } = journal?.sizing ?? {};
  if (contracts === target) return target;
  throw new Error(`${date}: sized to ${contracts}, expected ${target}`);
}

/** The mark price when the first order of `date` was planned. A day's price begins at 00:00. */
function priceOf({ prices }: Episode, date: string, journal: DayJournal | undefined): number {
  const midnight = Date.parse(date);
  const sentAt = (journal?.legs[0]?.processBefore ?? Infinity) - ORDER_LIFE_MS;
  const before = sentAt < midnight ? [...prices.keys()].filter((day) => day < date) : [];
  return prices.get(before.at(-1) ?? date)!;
}

/** The latest target of a day before `date`, if it was computed from `sizeUsd`, else 0. */
function lastSizing(episode: Episode, date: string, sizeUsd: number): number {
  const days = [...episode.plans.keys()].filter((day) => day < date);
  const sizing = days.map((day) => journalOf(episode, day)?.sizing);
  const last = sizing.findLast((found) => found !== undefined);
  return last?.sizeUsd === sizeUsd ? last.contracts : 0;
}

/**
 * How many contracts the day's opening orders may still have. The position that the exchange shows
 * may be old, and a refusal may be wrong; this limit does not depend on either. So even if every
 * look at the exchange is wrong, the day opens no more than it set out to. Pure.
 */

import type { Leg } from '../journal/day-journal.ts';
import type { Fill } from '../plan/exchange.ts';
import { signOf } from '../plan/target-position.ts';

/**
 * Contracts that may still be sent to open: what separates the first position of the day from the
 * target, and one lot for rounding, less what was sent. An order counts with what it filled. An
 * order that never arrived counts as a whole in the run that sent it. Fills of others against our
 * side are added, because they explain why more is needed.
 * @param day.first the position before the first order of the day; if there was none, the position
 * @param day.lot contracts, as the target and all sizes
 * @param day.run the id of this run
 */
export function openingRoom(day: {
  readonly legs: readonly Leg[];
  readonly first: number;
  readonly target: number;
  readonly lot: number;
  readonly fills: readonly Fill[];
  readonly run: string;
}): number {
  const { legs, first, target, lot, fills, run } = day;
  // From the other side the position is closed first, so the opening orders start from flat.
  const needed = Math.abs(target - (first * target > 0 ? first : 0));
  const sent = legs.filter(({ purpose }) => purpose === 'open');
  const counted = sent.reduce((sum, leg) => sum + contractsOf(leg, run), 0);
  return needed + lot + takenByOthers(legs, fills, Math.sign(target)) - counted;
}

function contractsOf({ settled, size, run: sentBy }: Leg, run: string): number {
  if (settled === undefined) return size;
  return settled.status === 'absent' && sentBy === run ? size : settled.filled;
}

/** Contracts that others traded against `side` (+1 or -1) since the first order of the day. */
function takenByOthers(legs: readonly Leg[], fills: readonly Fill[], side: number): number {
  const [firstLeg] = legs;
  if (firstLeg === undefined) return 0;
  const isOurs = ({ orderId, clientOrderId }: Fill): boolean =>
    legs.some((leg) => leg.clientOrderId === clientOrderId || leg.settled?.orderId === orderId);
  const others = fills.filter((fill) => fill.time >= firstLeg.writtenAt && !isOurs(fill));
  const signed = others.reduce((sum, fill) => sum + signOf(fill.side) * fill.size, 0);
  return Math.max(0, -signed * side);
}

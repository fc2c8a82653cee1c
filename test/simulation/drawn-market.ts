/**
 * The market of a simulated day: bars, liquidity, refusals, hours in which nothing can be traded,
 * late views, and other people's trades.
 */

import { spotRows } from '../../cli/stand-ins/fake-spot.ts';
import type { FakeBook } from '../../cli/stand-ins/fake-futures-book.ts';
import { drawUnkindness, KIND } from './drawn-faults.ts';
import { DAY_MS, DAYS_AN_EPISODE, isoDate, type Episode } from './episode.ts';

const STOP = { orderId: 'stop', side: 'sell', size: 1_000, reduceOnly: true } as const;
/** The longest that any view lags. A refused order is not sent again before that. */
const LONGEST_LAG_MS = 40_000;

/** Draws the day's rates of faults and its market. */
export function drawDay(episode: Episode, midnight: number, quiet: boolean): void {
  const { chance, spot, futures } = episode;
  const { book } = futures;
  episode.unkindness = quiet ? KIND : drawUnkindness(chance);
  // Tomorrow's bar is included, for runs that go on after midnight.
  spot.rows = spotRows((midnight + DAY_MS) / 1000, DAYS_AN_EPISODE + 3, () => 60_000);
  spot.lateMs = !quiet && chance.uniform() < 0.05 ? 300_000 + chance.below(60_000) : 0;
  drawLiquidity(episode, quiet);
  book.rejections.length = 0;
  if (!quiet && chance.uniform() < 0.15) drawRefusal(episode, midnight);
  book.markPrice = 60_000;
  if (!quiet && chance.uniform() < 0.15) {
    book.markPrice = chance.uniform() < 0.5 ? 45_000 : 70_000;
    episode.farPrices.add(isoDate(midnight));
  }
  // A stop that a person has placed. It never triggers here.
  book.resting.length = 0;
  if (chance.uniform() < 0.2) book.resting.push(STOP);
  drawViews(episode, quiet);
  if (book.fillsShown === 1) episode.forgetful.add(isoDate(midnight));
  // The guards allow a difference of the clocks of 10 s. If it is larger, no order may be sent.
  futures.skewMs = !quiet && chance.uniform() < 0.3 ? chance.below(19_000) - 9_500 : 0;
  book.keepsIds = chance.uniform() < 0.5;
  // A rival is known by the ids of its fills.
  book.showsIds = episode.rival !== undefined || chance.uniform() < 0.5;
  drawClosedHours(episode, midnight, quiet);
}

/** Partial fills, and sometimes no liquidity for several tries. */
function drawLiquidity({ chance, futures: { book } }: Episode, quiet: boolean): void {
  book.liquidity.length = 0;
  if (chance.uniform() < 0.2) book.liquidity.push(1 + chance.below(900), 1 + chance.below(900));
  if (quiet || chance.uniform() >= 0.1) return;
  book.liquidity.unshift(...Array.from({ length: 1 + chance.below(6) }, () => 0), 1, 0);
}

/** One order is refused, truly, or several falsely: they are filled all the same. */
function drawRefusal(episode: Episode, midnight: number): void {
  const { chance, futures } = episode;
  const { rejections } = futures.book;
  if (chance.uniform() < 0.5) {
    episode.falseRefusals.add(isoDate(midnight));
    return;
  }
  const [forGood, ...passing] = [
    'insufficientAvailableFunds',
    'marketSuspended',
    'wouldProcessAfterSpecifiedTime',
    'aStatusOfTomorrow',
  ] as const;
  if (chance.uniform() < 0.3) {
    rejections.push(forGood);
    episode.marketFaults.add(isoDate(midnight));
  } else {
    rejections.push(passing[chance.below(passing.length)]!);
  }
}

/** Makes `book` answer on days of false refusals that it refused what it has filled. */
export function addFalseRefusals(
  book: FakeBook,
  isOne: () => boolean,
  seen: (position: number) => void,
): void {
  const { take } = book;
  book.take = (ticket) => {
    const taken = take(ticket);
    seen(book.position());
    const falsely = taken.status === 'placed' && isOne();
    return falsely ? { status: 'iocWouldNotExecute', order: undefined } : taken;
  };
}

/** Hours of the morning in which the market takes no orders, or an announcement says so. */
function drawClosedHours(episode: Episode, midnight: number, quiet: boolean): void {
  const { chance, clock, futures } = episode;
  const { book, instrument, notifications } = futures;
  const close = (kind: number): void => {
    book.suspended = kind === 0;
    instrument['postOnly'] = kind === 1;
  };
  close(-1);
  notifications.length = 0;
  if (quiet || chance.uniform() >= 0.2) return;
  const kind = chance.below(3);
  // It ends before the last run, which must then trade.
  const minutes = 10 + chance.below(440);
  close(kind);
  if (kind === 2) {
    const effectiveTime = new Date(midnight + chance.below(600_000)).toISOString();
    notifications.push({ type: 'maintenance', effectiveTime, expectedDowntimeMinutes: minutes });
  }
  clock.after(midnight + minutes * 60_000 - clock.now(), () => close(-1));
}

/** Draws how late position, fills and status show executions, and whether fills are forgotten. */
function drawViews({ chance, forgets, futures: { book } }: Episode, quiet: boolean): void {
  const kind = chance.uniform();
  const longest = !quiet && kind < 0.15 ? LONGEST_LAG_MS : 4_000;
  const lagMs = kind < 0.3 ? chance.below(longest + 1) : 0;
  // Each request may reach another server, and that server may know less than the one before.
  const uneven = !quiet && chance.uniform() < 0.3;
  book.lagOf = uneven ? () => chance.below(lagMs + 1) : () => lagMs;
  book.partGapMs = uneven ? chance.below(300) : 0;
  book.fillsShown = !quiet && forgets && chance.uniform() < 0.2 ? 1 : 100;
}

/** Somebody else trades the account: a person, by the exchange's page or by this program. */
export function tradeByHand({ chance, clock, counts, futures, tradedByHand }: Episode): void {
  const { book } = futures;
  const size = chance.uniform() < 0.3 ? 1_000 : 1 + chance.below(999);
  // The position stays below the limit, because the guards would refuse all later trades above it.
  const signed = Math.abs(book.position() + size) > 1_000 ? -size : size;
  const id = `wf-demo-${isoDate(clock.now())}-${++counts.byHand}-hand-another`;
  book.tradeByHand(signed, chance.uniform() < 0.5 ? id : undefined);
  tradedByHand.add(isoDate(clock.now()));
}

/**
 * The market of a simulated day: bars, liquidity, refusals, hours in which nothing can be traded,
 * late views, and other people's trades.
 */

import type { FakeBook } from '../../cli/stand-ins/fake-futures-book.ts';
import { drawUnkindness, KIND } from './drawn-faults.ts';
import { contractsOf, DAY_MS, isoDate, type Episode } from './episode.ts';

/** A stop that a person has placed. It never triggers here, and nobody may cancel it. */
export const STOP = { orderId: 'stop', side: 'sell', size: 1_000, reduceOnly: true } as const;
/** The longest that any view lags. A refused order is not sent again before that. */
const LONGEST_LAG_MS = 40_000;

/** Draws the day's rates of faults and its market. */
export function drawDay(episode: Episode, midnight: number, quiet: boolean): void {
  const { chance, spot, futures, mind, s3 } = episode;
  const { book } = futures;
  const date = isoDate(midnight);
  const plan = episode.plans.get(date)!;
  episode.unkindness = quiet ? KIND : drawUnkindness(chance);
  // Tomorrow's bar is included, for runs that go on after midnight.
  spot.rows = mind.rows(midnight + DAY_MS);
  spot.lateMs = !quiet && chance.uniform() < 0.05 ? 300_000 + chance.below(60_000) : 0;
  if (plan.killed) s3.put(KILL_SWITCH, new Uint8Array(1), {});
  else s3.remove(KILL_SWITCH, undefined);
  drawLiquidity(episode, quiet);
  book.rejections.length = 0;
  if (!quiet && chance.uniform() < 0.15) drawRefusal(episode, midnight);
  // Near enough to the close to open a position, and far enough to change a number of contracts.
  const close = mind.closeBefore(date);
  const price = close * (0.965 + 0.07 * chance.uniform());
  book.markPrice = Math.round(price);
  if (!quiet && chance.uniform() < 0.15) {
    book.markPrice = Math.round(close * (chance.uniform() < 0.5 ? 0.75 : 1.17));
    episode.farPrices.add(date);
  }
  episode.prices.set(date, book.markPrice);
  giveEquity(episode, plan.equityUsd);
  book.resting.length = 0;
  episode.stopStands = chance.uniform() < 0.2;
  if (episode.stopStands) book.resting.push(STOP);
  drawViews(episode, quiet, episode.falseRefusals.has(date));
  if (book.fillsShown === 1) episode.forgetful.add(date);
  // The guards allow a difference of the clocks of 10 s. If it is larger, no order may be sent.
  futures.skewMs = !quiet && chance.uniform() < 0.3 ? chance.below(19_000) - 9_500 : 0;
  book.keepsIds = chance.uniform() < 0.5;
  // A rival is known by the ids of its fills.
  book.showsIds = episode.rival !== undefined || chance.uniform() < 0.5;
  drawClosedHours(episode, midnight, quiet);
}

const KILL_SWITCH = 'state/kill-switch';

/** The account of the contract is worth `usd` at the mark price. */
function giveEquity({ futures }: Episode, usd: number): void {
  const bitcoin = usd / futures.book.markPrice;
  Object.assign(futures.auxiliary, { pv: bitcoin, af: 0.9 * bitcoin });
  const worth = { portfolioValue: usd, collateralValue: usd, balanceValue: usd, marginEquity: usd };
  Object.assign(futures.flex, { ...worth, availableMargin: 0.9 * usd });
}

/** Partial fills, and sometimes no liquidity for several tries. */
function drawLiquidity(episode: Episode, quiet: boolean): void {
  const { chance, futures } = episode;
  const { book } = futures;
  const part = (): number => 1 + chance.below(0.9 * contractsOf(episode, 1_000, 60_000));
  book.liquidity.length = 0;
  if (chance.uniform() < 0.2) book.liquidity.push(part(), part());
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
function drawViews(
  { chance, forgets, futures: { book } }: Episode,
  quiet: boolean,
  isFalse: boolean,
): void {
  // An order that was refused falsely mostly shows late.
  const kind = chance.uniform() * (isFalse ? 0.25 : 1);
  const longest = !quiet && kind < 0.15 ? LONGEST_LAG_MS : 4_000;
  const lagMs = kind < 0.3 ? chance.below(longest + 1) : 0;
  // Each request may reach another server, and that server may know less than the one before.
  const uneven = !quiet && chance.uniform() < 0.3;
  book.lagOf = uneven ? () => chance.below(lagMs + 1) : () => lagMs;
  book.partGapMs = uneven ? chance.below(300) : 0;
  book.fillsShown = !quiet && forgets && chance.uniform() < 0.2 ? 1 : 100;
}

/** Somebody else trades the account: a person, by the exchange's page or by this program. */
export function tradeByHand(episode: Episode): void {
  const { chance, clock, counts, futures, tradedByHand } = episode;
  const { book } = futures;
  const most = contractsOf(episode, 1_000, 60_000);
  const size = chance.uniform() < 0.3 ? most : 1 + chance.below(most - 1);
  // The position stays below the limit, because the guards would refuse all later trades above it.
  const signed = Math.abs(book.position() + size) > most ? -size : size;
  const id = `wf-demo-${isoDate(clock.now())}-${++counts.byHand}-hand-another`;
  book.tradeByHand(signed, chance.uniform() < 0.5 ? id : undefined);
  tradedByHand.add(isoDate(clock.now()));
}

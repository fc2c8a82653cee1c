/** The market of a simulated day: bars, prices, liquidity, refusals, and how late changes show. */

import { spotRows } from '../../cli/stand-ins/fake-spot.ts';
import { drawUnkindness, KIND } from './drawn-faults.ts';
import type { Episode } from './simulated-days.ts';

export const DAYS_AN_EPISODE = 25;
export const DAY_MS = 86_400_000;

const STOP = { orderId: 'stop', side: 'sell', size: 1_000, reduceOnly: true } as const;

/** Draws the day's rates of faults and its market. */
export function drawDay(episode: Episode, midnight: number, quiet: boolean): void {
  const { chance, spot, futures } = episode;
  const { book } = futures;
  episode.unkindness = quiet ? KIND : drawUnkindness(chance);
  // Tomorrow's bar is included, for runs that go on after midnight.
  spot.rows = spotRows((midnight + DAY_MS) / 1000, DAYS_AN_EPISODE + 3, () => 60_000);
  spot.lateMs = !quiet && chance.uniform() < 0.05 ? 300_000 + chance.below(60_000) : 0;
  book.liquidity.length = 0;
  book.rejections.length = 0;
  const part = (): number => 1 + chance.below(0.9 * episode.size);
  if (chance.uniform() < 0.2) book.liquidity.push(part(), part());
  if (!quiet && chance.uniform() < 0.15) {
    episode.marketFaults.add(isoDate(midnight));
    const statuses = ['marketSuspended', 'insufficientAvailableFunds', 'aStatusOfTomorrow'];
    if (chance.uniform() < 0.5) book.rejections.push(statuses[chance.below(3)]!);
    else book.liquidity.unshift(0, 0, 1, 0);
  }
  // Near enough to the close to open a position, and far enough to change a number of contracts.
  book.markPrice = 58_000 + chance.below(4_000);
  if (!quiet && chance.uniform() < 0.15) {
    book.markPrice = chance.uniform() < 0.5 ? 45_000 : 70_000;
    episode.farPrices.add(isoDate(midnight));
  }
  episode.prices.set(isoDate(midnight), book.markPrice);
  // A stop that a person has placed. It never triggers here.
  book.resting.length = 0;
  if (chance.uniform() < 0.2) book.resting.push(STOP);
  drawViews(episode, quiet);
  if (book.fillsShown === 1) episode.forgetful.add(isoDate(midnight));
  // The guards allow a difference of the clocks of 10 s. If it is larger, no order may be sent.
  futures.skewMs = !quiet && chance.uniform() < 0.3 ? chance.below(19_000) - 9_500 : 0;
  book.keepsIds = chance.uniform() < 0.5;
  book.showsIds = chance.uniform() < 0.5;
}

/** Draws how late position, fills and status show executions, and whether fills are forgotten. */
function drawViews({ chance, forgets, futures: { book } }: Episode, quiet: boolean): void {
  const lagMs = chance.uniform() < 0.2 ? chance.below(4_000) : 0;
  // Each request may reach another server, and that server may know less than the one before.
  const uneven = !quiet && chance.uniform() < 0.3;
  book.lagOf = uneven ? () => chance.below(lagMs + 1) : () => lagMs;
  book.partGapMs = uneven ? chance.below(300) : 0;
  book.fillsShown = !quiet && forgets && chance.uniform() < 0.2 ? 1 : 100;
}

/** UTC date of a time in ms. */
export function isoDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/**
 * Many days with moving prices, deposits, trades by hand, models that get too old, and phases on
 * paper, against an oracle that keeps its own account: it knows every fill and every deposit.
 */

import { expect, it } from 'vitest';
import { randomStream, type RandomStream } from '../../../engine/core/random.ts';
import { fixedModel } from '../../fakes/fixed-decision.ts';
import { startSite, type LiveSite } from '../../fakes/live-site.ts';

const DAYS = Number(process.env['WALKFOREST_GUARDED_DAYS'] ?? 120);
const SEED = Number(process.env['WALKFOREST_GUARDED_SEED'] ?? 1);
const SIZE = 3_000;
const FLOOR = 5_500;
const LIMIT = 0.12;
const ENV = {
  POSITION_SIZE_USD: String(SIZE),
  EQUITY_FLOOR_USD: String(FLOOR),
  DAILY_LOSS_LIMIT: String(LIMIT),
  MAX_PRICE_DEVIATION: '1',
  MAX_LEVERAGE: '10',
};

/** What the oracle remembers from the last day that traded. */
type Mark = { readonly equity: number; readonly deposits: number };

type Day = {
  readonly price: number;
  /** A fraction of the account's value; below 0 it is a withdrawal. */
  readonly deposit: number;
  /** Contracts that somebody trades by hand before the run. */
  readonly byHand: number;
  readonly mode: 'demo' | 'paper';
  readonly model: 'fresh' | 'old, flat' | 'old, keep';
  readonly signal: -1 | 0 | 1;
};

function drawDay(chance: RandomStream, price: number, mode: Day['mode']): Day {
  const oneIn = (count: number): boolean => chance.below(count) === 0;
  // More than what may also be funding and fees.
  const moved = oneIn(6) ? 0.1 + 0.3 * chance.uniform() : 0;
  const next = price * (0.82 + 0.4 * chance.uniform());
  const changes = oneIn(mode === 'demo' ? 12 : 3);
  return {
    price: Math.min(Math.max(next, 20_000), 100_000),
    deposit: oneIn(3) ? -moved : 1.5 * moved,
    byHand: oneIn(10) ? 300 * (chance.below(21) - 10) : 0,
    mode: changes ? (mode === 'demo' ? 'paper' : 'demo') : mode,
    model: oneIn(8) ? (oneIn(2) ? 'old, flat' : 'old, keep') : 'fresh',
    signal: ([-1, 0, 1] as const)[chance.below(3)]!,
  };
}

/** The account's value in BTC at `price`: what was put in, and the profit of every fill. */
function valueOf(site: LiveSite, price: number, deposits: number): number {
  const profit = site.futures.book.executions.reduce((sum, { order, size, price: paid }) => {
    return sum + (order.side === 'buy' ? 1 : -1) * size * (1 / paid - 1 / price);
  }, 0);
  return 0.1 + deposits + profit;
}

/** Why the target is 0, or undefined. */
function closedBy(
  day: Day,
  mark: Mark | undefined,
  equity: number,
  deposits: number,
): string | undefined {
  if (day.model === 'old, flat') return 'model';
  if (equity < FLOOR) return 'floor';
  if (mark === undefined) return undefined;
  // If somebody else has traded, moved money cannot be told from a loss.
  const moved = day.byHand === 0 ? (deposits - mark.deposits) * day.price : 0;
  return (mark.equity - (equity - moved)) / mark.equity > LIMIT ? 'loss' : undefined;
}

it(`${DAYS} days: a loss closes, and every mail says what stands (seed ${SEED})`, async () => {
  const chance = randomStream(SEED);
  const site = await startSite(ENV);
  const seen: Record<string, number> = {};
  const count = (what: string): void => {
    seen[what] = (seen[what] ?? 0) + 1;
  };
  let [price, deposits]: [number, number] = [60_000, 0];
  let mode: Day['mode'] = 'demo';
  let mark: Mark | undefined;
  try {
    for (let number = 1; number <= DAYS; number++) {
      const day = drawDay(chance, price, mode);
      const say = `day ${number}: ${JSON.stringify(day)}`;
      ({ price, mode } = day);
      deposits += day.deposit * valueOf(site, price, deposits);
      const { book } = site.futures;
      book.markPrice = price;
      if (day.byHand !== 0) book.tradeByHand(day.byHand);
      const equity = valueOf(site, price, deposits) * price;
      site.futures.auxiliary['pv'] = equity / price;
      site.signal = day.signal;
      site.env['ENABLE_TRADING'] = String(mode === 'demo');
      site.env['STALE_MODEL'] = day.model === 'old, flat' ? 'flat' : 'keep';
      const age = day.model === 'fresh' ? 0 : 40 * 86_400_000;
      site.overrides.loadModel = () => fixedModel(site.clock.now() - age);
      const [held, mails] = [book.position(), site.aws.mails.length];
      const error = await site.failure();
      const mail = site.aws.mails
        .slice(mails)
        .map(({ subject, text }) => `${subject}\n${text}`)
        .join('\n');
      const stands = book.position();
      if (day.model === 'old, keep') {
        count('kept');
        expect(error?.message, say).toContain('expected an age of');
        expect(stands, say).toBe(held);
        expect(mail, say).toContain(held === 0 ? ': no position' : 'contracts stand');
      } else if (mode === 'paper') {
        count('on paper');
        expect(error, say).toBeUndefined();
        expect(stands, say).toBe(held);
        expect(mail.includes('POSITION OPEN'), say).toBe(held !== 0);
        expect(mail.includes('-- --close --env demo'), say).toBe(held !== 0);
        mark = undefined;
      } else {
        const closed = closedBy(day, mark, equity, deposits);
        count(`closed by ${closed ?? 'nothing'}`);
        expect(error, say).toBeUndefined();
        expect(stands, say).toBe(closed === undefined ? day.signal * SIZE : 0);
        expect(mail.includes('ALARM'), say).toBe(closed !== undefined);
        const word = closed === 'loss' ? 'a loss of' : 'below EQUITY_FLOOR_USD';
        if (closed === 'loss' || closed === 'floor') expect(mail, say).toContain(word);
        expect(site.log().at(-1), say).toMatchObject({
          trade: { equity: expect.closeTo(equity, 4), position_after: stands },
        });
        mark = { equity, deposits };
      }
      site.nextDay();
    }
    process.stderr.write(`guarded days: ${JSON.stringify(seen)}\n`);
    expect(Object.keys(seen).toSorted()).toEqual([
      'closed by floor',
      'closed by loss',
      'closed by model',
      'closed by nothing',
      'kept',
      'on paper',
    ]);
  } finally {
    await site.close();
  }
}, 600_000);

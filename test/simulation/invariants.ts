/**
 * What must hold after each day: no order is placed twice, no more is traded than is needed,
 * nothing is sent on a day that may send nothing, and after a clean run the position is at its
 * target.
 */

import type { DayJournal } from '../../engine/live/journal/day-journal.ts';
import { CONTRADICTED } from '../../engine/live/orders/settle-order.ts';
import { deploymentOfId, nextLeg } from '../../engine/live/plan/target-position.ts';
import { deploymentOf, liveSettings } from '../../engine/live/live-settings.ts';
import type { FakeExecution } from '../../cli/stand-ins/fake-futures-book.ts';
import { STOP } from './drawn-market.ts';
import { FLOOR_USD, maySend } from './drawn-plans.ts';
import { DAY_MS, isoDate, type Episode } from './episode.ts';
import { journalOf, linesOf } from './journals.ts';
import { targetOf } from './oracle.ts';

/** The ids of this deployment's orders end with this. */
const OWN = deploymentOf(liveSettings({ S3_BUCKET: 'simulation' }));

/** Checks a day. `clean`: its last run had no fault. @throws Error that says what is wrong */
export function checkDay(episode: Episode, date: string, clean: boolean): void {
  const { book } = episode.futures;
  const say = (what: string): never => {
    throw new Error(`${date}: ${what}`);
  };
  const ours = book.orders.filter(({ clientOrderId }) => clientOrderId.endsWith(OWN));
  for (const order of ours) {
    const known = episode.orders.get(order.clientOrderId);
    if (known !== undefined && known !== order) say(`${order.clientOrderId} was taken twice`);
    if (known === undefined) episode.counts.orders++;
    episode.orders.set(order.clientOrderId, order);
  }
  const plan = episode.plans.get(date)!;
  const journal = journalOf(episode, date);
  if (episode.stopStands && !book.resting.includes(STOP)) say('the stop of a person was cancelled');
  if (!maySend(plan)) {
    if (ours.some(({ clientOrderId }) => clientOrderId.includes(date))) say('an order was sent');
  }
  const target = targetOf(episode, date);
  checkTraded(episode, date, target);
  checkAlone(episode, date);
  // A repetition after midnight is a run of the next day.
  for (const day of [date, isoDate(Date.parse(date) + DAY_MS)]) {
    if ((journalOf(episode, day)?.legs.length ?? 0) === 0) continue;
    episode.largestTarget = Math.max(episode.largestTarget, Math.abs(targetOf(episode, day)));
  }
  // Without trades by hand no order may lead beyond the target, whatever the views show.
  const { tradedByHand, widest, largestTarget } = episode;
  if (tradedByHand.size === 0 && episode.rival === undefined && widest > largestTarget) {
    say(`a position of ${widest} contracts`);
  }
  const position = book.position();
  checkLines(episode, date, journal);
  if (!clean) return;
  // A model that is too old, with keep: every run fails, and the position stays.
  if (plan.stale === 'keep') return;
  if (journal === undefined) say('a clean run left no journal');
  if (!journal?.mailed) say('a clean run left the day unfinished');
  if (!maySend(plan)) return;
  checkClosing(episode, date, journal);
  const disturbed =
    episode.rival !== undefined ||
    gaveUp(journal) ||
    episode.marketFaults.has(date) ||
    episode.tradedByHand.has(date) ||
    // An exchange that forgets fills or refuses falsely contradicts itself. Then nothing is opened.
    ((episode.forgetful.has(date) || episode.falseRefusals.has(date)) &&
      journal?.trade?.reasons.includes(CONTRADICTED));
  const far = episode.farPrices.has(date);
  if (!disturbed && !far && position !== target) {
    say(`position ${position} after a clean run, target ${target}`);
  }
  // What forbids to open a position never forbids to close one.
  const left = nextLeg(position, target, 1);
  if (!disturbed && left?.purpose === 'close') {
    say(`${left.size} contracts were not closed: position ${position}, target ${target}`);
  }
  const onRecord = journal?.trade?.position_after;
  if (!disturbed && position !== onRecord) say(`${position} on record as ${onRecord}`);
}

/** A day has one line at most, and a day that was logged has one. */
function checkLines(episode: Episode, date: string, journal: DayJournal | undefined): void {
  const lines = linesOf(episode).filter((line) => line.date === date);
  if (lines.length > 1) throw new Error(`${date}: ${lines.length} log lines`);
  if (journal?.logged && journal.record !== undefined && lines.length !== 1) {
    throw new Error(`${date}: logged, but without a line`);
  }
}

/** The position is closed if, and only if, the account is below its floor or has lost too much. */
function checkClosing(episode: Episode, date: string, journal: DayJournal | undefined): void {
  const { closing = [] } = journal ?? {};
  const isBelow = episode.plans.get(date)!.equityUsd < FLOOR_USD;
  const byFloor = closing.some((reason) => reason.includes('EQUITY_FLOOR_USD'));
  // If no survey came to an end on the day itself, nobody has looked at the account.
  const looked = journal?.trade?.equity !== undefined && journal.trade.equity !== null;
  if (looked && isBelow !== byFloor) throw new Error(`${date}: floor ${isBelow}, got ${closing}`);
  if (closing.length > 0) episode.counts.closedByLoss++;
}

/**
 * Whether the day's last run did what it could: its order was lost on the way, or the orders that
 * it had time for have filled less than the target.
 */
function gaveUp(journal: DayJournal | undefined): boolean {
  const { action, reasons = [] } = journal?.trade ?? {};
  return action === 'UNFINISHED' && reasons.some((reason) => GAVE_UP.test(reason));
}

const GAVE_UP = / (never arrived|orders of this run)$/;

/** For a day, no more is traded than is needed from the position that was found to the target. */
function checkTraded(episode: Episode, date: string, target: number): void {
  const { futures, rival } = episode;
  if (rival !== undefined) return;
  const { book } = futures;
  const all = book.executions;
  const isOurs = ({ order }: FakeExecution): boolean => book.orders.includes(order);
  const isOfDay = (one: FakeExecution): boolean =>
    isOurs(one) && one.order.clientOrderId.includes(date);
  const start = all.findIndex(isOfDay);
  if (start === -1) return;
  const signed = ({ order, size }: FakeExecution): number => (order.side === 'buy' ? size : -size);
  const before = all.slice(start).reduce((sum, one) => sum - signed(one), book.position());
  const sizeOf = (list: readonly FakeExecution[]): number =>
    list.reduce((sum, { size }) => sum + size, 0);
  const traded = sizeOf(all.filter(isOfDay));
  // Somebody else may trade between a plan and its order. Our orders then go too far and come back.
  const first = firstTarget(episode, date, target);
  const byOthers = sizeOf(all.filter((one) => !isOurs(one)));
  const needed = Math.abs(first - before) + Math.abs(target - first) + 2 * byOthers;
  if (traded > needed) {
    throw new Error(`${date}: traded ${traded} contracts where ${needed} were needed`);
  }
}

/**
 * The target of the day's orders before a guard made it `target`. A guard sees the equity of the
 * next day if a run goes on after midnight, and only then it can come after orders that open.
 */
function firstTarget(episode: Episode, date: string, target: number): number {
  const { closing, trade, legs = [] } = journalOf(episode, date) ?? {};
  const midnight = new Date(Date.parse(date) + DAY_MS).toISOString();
  if (closing === undefined || (trade?.executed_at ?? '') < midnight) return target;
  const opened = legs.findLast(({ purpose }) => purpose === 'open');
  if (opened === undefined) return target;
  return opened.positionBefore + (opened.side === 'buy' ? opened.size : -opened.size);
}

/** No two deployments trade within a day of each other. */
function checkAlone(episode: Episode, date: string): void {
  const { book } = episode.futures;
  let last: FakeExecution | undefined;
  for (const one of book.executions.filter(({ order }) => book.orders.includes(order))) {
    const isOther = last !== undefined && deployment(last) !== deployment(one);
    // A position is closed also when nobody can see who traded last.
    const unseen = one.order.reduceOnly && closedUnseen(episode, one.order.clientOrderId);
    if (isOther && !unseen && one.at - last!.at < DAY_MS) {
      throw new Error(`${date}: ${last!.order.clientOrderId}, then ${one.order.clientOrderId}`);
    }
    last = one;
  }
}

/** Whether the journal of the order says that the exchange did not answer when it was planned. */
function closedUnseen({ s3, rival }: Episode, clientOrderId: string): boolean {
  const date = /\d{4}-\d\d-\d\d/.exec(clientOrderId)![0];
  const bucket = clientOrderId.endsWith(OWN) ? s3 : rival!;
  const { warnings = [] } = journalOf({ s3: bucket }, date) ?? {};
  return warnings.some((warning) => warning.startsWith('closed without an answer'));
}

function deployment({ order }: FakeExecution): string | undefined {
  return deploymentOfId(order.clientOrderId);
}

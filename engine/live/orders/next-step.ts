/**
 * What follows from a look at the exchange: another order, or the end of the trade. Some ends are
 * for good; others pass by themselves, so that a later run of the day tries again.
 */

import { utcDate } from '../../core/bar-time.ts';
import type { DayJournal, Leg } from '../journal/day-journal.ts';
import { openingRoom } from './opening-cap.ts';
import { hasLaterRun } from '../plan/run-times.ts';
import { nextLeg, type LegPlan } from '../plan/target-position.ts';
import { clockReasons, marketReasons, refusals } from '../plan/trade-guards.ts';
import { CONTRADICTED } from './settle-order.ts';
import type { Survey, TradeContext } from './survey.ts';
import { actionOf, type Ending } from './trade-record.ts';

/** The next order, or how the trade ends. */
export type NextStep = { readonly plan: LegPlan } | EndingStep;

type EndingStep = {
  readonly ending: Ending;
  /** The reasons pass by themselves: a later run of the day may succeed. */
  readonly passes: boolean;
  /** The target is not reached: another order would be needed. */
  readonly needsOrder: boolean;
};

/** The part of the context that the step depends on, and the id of this run. */
type Terms = Pick<TradeContext, 'market' | 'limits' | 'marketAlone' | 'runTimes'> & {
  readonly run: string;
  /** Orders that this run has sent. If no time is left for another one, `spent` is true. */
  readonly tries: number;
  readonly spent: boolean;
};

const UNFINISHED = 'UNFINISHED';
const REFUSED = 'REFUSED';

/** The step that `situation` asks for, after the orders in `journal`. */
export function nextStep(terms: Terms, journal: DayJournal, situation: Survey): NextStep {
  const { position, target, instrument } = situation;
  const last = journal.legs.at(-1);
  const plan = nextLeg(position, target, instrument.lotContracts);
  // To be flat is right whatever the views say: an order that closes cannot go beyond it.
  const toFlat = plan?.purpose === 'close' && position * target <= 0;
  const contradicted = journal.legs.some(({ settled }) => settled?.status === CONTRADICTED);
  if (contradicted && !toFlat) return forGood(UNFINISHED, [CONTRADICTED]);
  const { otherDeployments: others } = situation;
  // Even if no order is needed: the position may be the other one's.
  if (others.length > 0) return forGood(REFUSED, others.map(otherText));
  // A view of the exchange may be old. By the time of a later run it has caught up.
  if (last?.settled?.status === 'absent' && last.run === terms.run) {
    return forNow(UNFINISHED, [`order ${last.clientOrderId} never arrived`]);
  }
  if (plan === undefined && situation.sizeFault !== undefined) {
    return forGood(REFUSED, [situation.sizeFault]);
  }
  if (plan === undefined) {
    const rest = position === target ? [] : [`${target - position} contracts are less than a lot`];
    return { ...forGood(actionOf(journal), rest), needsOrder: false };
  }
  const answer = last?.settled === undefined ? undefined : last.settled.status;
  const meaning = answer === undefined ? 'unknown' : terms.market.meaningOf(answer);
  if (meaning === 'refused') return forGood(REFUSED, [`the exchange answers ${answer}`]);
  if (utcDate(Math.floor(situation.now / 1000)) !== journal.date) {
    return forGood(UNFINISHED, ['the day is over']);
  }
  const { limits, marketAlone = false } = terms;
  const reasons = marketAlone ? marketReasons(situation) : refusals(situation, limits);
  if (reasons.length > 0) {
    const passing = new Set([...marketReasons(situation), ...clockReasons(situation)]);
    const passes = reasons.every((reason) => passing.has(reason));
    return { ending: { action: REFUSED, reasons }, passes, needsOrder: true };
  }
  // These reasons only put the trade off: the day's last run asks the market itself.
  const closed = last?.run === terms.run && meaning === 'market closed';
  const off = [...situation.maintenance, ...(closed ? [`the exchange answers ${answer}`] : [])];
  if (off.length > 0 && hasLaterRun(terms.runTimes, journal.date, situation.now)) {
    return forNow(REFUSED, off);
  }
  return tryAgain(terms, journal, situation, plan);
}

/** The order `plan`, if this run may send it after what it has sent already. */
function tryAgain(terms: Terms, journal: DayJournal, situation: Survey, plan: LegPlan): NextStep {
  const { position, target, instrument, fills } = situation;
  const { legs } = journal;
  const left = `still ${target - position} contracts from the target`;
  if (terms.spent) return forNow(UNFINISHED, [`${left} after ${terms.tries} orders of this run`]);
  if (plan.purpose === 'close') return { plan };
  const lot = instrument.lotContracts;
  const first = legs[0]?.positionBefore ?? position;
  const room = openingRoom({ legs, first, target, lot, fills, run: terms.run });
  if (plan.size <= room) return { plan };
  return forNow(UNFINISHED, [`${left}, although the day's orders were enough for it`]);
}

function otherText(id: string): string {
  return (
    `deployment ${id} has traded this account within a day: use one deployment an account, and ` +
    'wait a day after the last order of a deployment that was removed'
  );
}

function forGood(action: Ending['action'], reasons: readonly string[]): EndingStep {
  return { ending: { action, reasons }, passes: false, needsOrder: true };
}

function forNow(action: Ending['action'], reasons: readonly string[]): EndingStep {
  return { ending: { action, reasons }, passes: true, needsOrder: true };
}

/** Pause (ms) before the first order that follows one with fills, or one that closes all. */
const SHORT_PAUSE_MS = 2_000;
/**
 * Pause before an order that could go too far, after a refused one, and how much each further pause
 * is longer. If the refusal was wrong, the position shows that by then, however late its view is.
 */
const REST_MS = 45_000;
const LONGER_REST_MS = 10_000;

/** The pause (ms) after `leg`, which has not filled as a whole. `tries` orders were sent so far. */
export function pauseAfter({ purpose, size, positionBefore, settled }: Leg, tries: number): number {
  // An order that closes all cannot go beyond flat; one that makes a position smaller can.
  const closesAll = purpose === 'close' && size >= Math.abs(positionBefore);
  const refused = !closesAll && (settled?.filled ?? 0) === 0;
  return refused ? REST_MS + LONGER_REST_MS * (tries - 1) : SHORT_PAUSE_MS * 2 ** (tries - 1);
}

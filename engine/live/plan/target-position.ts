/**
 * Which orders lead from the actual position to the wanted one. Each order is computed from the
 * actual position, so partial fills and trades by somebody else need no special case.
 * Vocabulary: positions and targets are signed contracts. A leg is one order. A closing leg only
 * reduces the position (reduceOnly). An opening leg starts from flat or adds on the same side.
 */

import { InputError } from '../../core/errors.ts';
import type { Position } from '../../trade/positions.ts';
import { dollarsOf, type Instrument, type Side } from './instrument.ts';

export type LegPlan = {
  readonly purpose: 'close' | 'open';
  readonly side: Side;
  /** Whole contracts, above zero. */
  readonly size: number;
  readonly reduceOnly: boolean;
};

/** The target of a day, and the size in dollars that it was computed from. */
export type Sizing = {
  readonly instrument: string;
  readonly sizeUsd: number;
  /** Signed contracts. */
  readonly contracts: number;
};

type TargetFacts = {
  readonly signal: Position;
  readonly sizeUsd: number;
  readonly instrument: Pick<Instrument, 'symbol' | 'payoff' | 'contractSize' | 'lotContracts'>;
  readonly markPrice: number;
};

/**
 * The target in signed contracts. The contracts of a linear instrument are bitcoin, so their number
 * depends on the price. It is computed when the position is opened and then stays, so that a kept
 * side is not resized because the price has moved. It is computed anew if the side or `sizeUsd`
 * changes.
 * @throws InputError if the size is below one lot
 */
export function dayTarget(
  facts: TargetFacts & {
    /** Signed contracts that are held. */
    readonly position: number;
    /** The sizing of today's first order; undefined before it. */
    readonly today: Sizing | undefined;
    /** The last sizing of earlier days. */
    readonly earlier: Sizing | undefined;
  },
): number {
  const { signal, sizeUsd, instrument, position, today, earlier } = facts;
  const fits = (sizing: Sizing | undefined): sizing is Sizing =>
    sizing?.instrument === instrument.symbol &&
    sizing.sizeUsd === sizeUsd &&
    Math.sign(sizing.contracts) === signal;
  if (instrument.payoff === 'linear') {
    if (fits(today)) return today.contracts;
    if (fits(earlier) && position * signal > 0) return earlier.contracts;
  }
  return targetContracts(facts);
}

/**
 * The target in signed contracts at the price `markPrice`: `sizeUsd` rounded down to whole lots.
 * @throws InputError if the size is below one lot, unless the signal is flat
 */
export function targetContracts({ signal, sizeUsd, instrument, markPrice }: TargetFacts): number {
  if (signal === 0) return 0;
  const oneUsd = dollarsOf(markPrice, instrument);
  const contracts = wholeLots(sizeUsd / oneUsd, instrument.lotContracts);
  if (contracts === 0) {
    const lotUsd = Number((instrument.lotContracts * oneUsd).toFixed(2));
    throw new InputError(`position size: expected at least one lot, ${lotUsd} USD, got ${sizeUsd}`);
  }
  return signal * contracts;
}

/**
 * The next leg from `position` towards `target`, or undefined if less than one lot is missing.
 * @param lot order sizes are multiples of this
 */
export function nextLeg(position: number, target: number, lot: number): LegPlan | undefined {
  const toFlat = position * target <= 0;
  const excess = toFlat ? Math.abs(position) : Math.abs(position) - Math.abs(target);
  const closing = wholeLots(Math.max(0, excess), lot);
  if (closing > 0) {
    const side = position > 0 ? 'sell' : 'buy';
    return { purpose: 'close', side, size: closing, reduceOnly: true };
  }
  if (target === 0 || (!toFlat && Math.abs(position) >= Math.abs(target))) return undefined;
  const opening = wholeLots(Math.abs(target - position), lot);
  if (opening === 0) return undefined;
  return { purpose: 'open', side: target > 0 ? 'buy' : 'sell', size: opening, reduceOnly: false };
}

/** All legs from `position` to `target` if each of them fills completely; for a dry run. */
export function legsTo(position: number, target: number, lot: number): readonly LegPlan[] {
  const legs: LegPlan[] = [];
  for (let at = position; ;) {
    const leg = nextLeg(at, target, lot);
    if (leg === undefined) return legs;
    legs.push(leg);
    at += signOf(leg.side) * leg.size;
  }
}

/** +1 for a buy, -1 for a sell. */
export function signOf(side: Side): 1 | -1 {
  return side === 'buy' ? 1 : -1;
}

/**
 * The id of an order, made of environment, contract, day, leg and deployment. The deployment is
 * part of it because the exchange wants ids that no other user has. At most 100 characters.
 */
export function clientOrderId(parts: {
  readonly environment: string;
  readonly instrument: string;
  readonly date: string;
  readonly leg: number;
  readonly deployment: string;
}): string {
  const { environment, date, leg, deployment } = parts;
  // Letters, digits and hyphens only: the exchange does not say which others it takes.
  const instrument = parts.instrument.replaceAll(/[^A-Za-z0-9]/g, '');
  return `${OWN_PREFIX}${environment}-${instrument}-${date}-${leg}-${deployment}`;
}

/** All client order ids of this project begin with this. */
export const OWN_PREFIX = 'wf-';

/** The deployment in the ids of trades by hand begins with this. */
export const HAND = 'hand-';

/** The deployment in `id`, or undefined if the id is not one of this project. */
export function deploymentOfId(id: string): string | undefined {
  if (!id.startsWith(OWN_PREFIX)) return undefined;
  return /-\d{4}-\d{2}-\d{2}-\d+-(.+)$/.exec(id)?.[1];
}

/**
 * `size` rounded down to a multiple of `lot`. The tolerance gives 1000 contracts for a quotient of
 * 999.9999999.
 */
function wholeLots(size: number, lot: number): number {
  return Math.floor(size / lot + 1e-9) * lot;
}

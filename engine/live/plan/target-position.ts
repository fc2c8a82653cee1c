/**
 * Which orders lead from the actual position to the wanted one. Each order is computed from the
 * actual position, so partial fills and trades by somebody else need no special case.
 * Vocabulary: positions and targets are signed contracts. A leg is one order. A closing leg only
 * reduces the position (reduceOnly). An opening leg starts from flat or adds on the same side.
 */

import { InputError } from '../../core/errors.ts';
import type { Position } from '../../trade/positions.ts';
import type { Instrument, Side } from './instrument.ts';

export type LegPlan = {
  readonly purpose: 'close' | 'open';
  readonly side: Side;
  /** Whole contracts, above zero. */
  readonly size: number;
  readonly reduceOnly: boolean;
};

/** At most this many orders a day: reversing a position takes two, and each may fill in part. */
export const MAX_LEGS = 6;

/**
 * The target in signed contracts: `position` times `sizeUsd`, rounded down to whole lots.
 * @throws InputError if the contract is not an inverse one in whole contracts, or if the size is
 *   below one lot
 */
export function targetContracts(
  position: Position,
  sizeUsd: number,
  instrument: Pick<Instrument, 'symbol' | 'type' | 'contractSize' | 'lotContracts'>,
): number {
  const { symbol, type, contractSize, lotContracts } = instrument;
  if (type !== 'futures_inverse' || !Number.isInteger(lotContracts)) {
    throw new InputError(`${symbol}: expected an inverse contract in whole contracts, got ${type}`);
  }
  const contracts = wholeLots(sizeUsd / contractSize, lotContracts);
  if (contracts === 0) {
    const lotUsd = lotContracts * contractSize;
    throw new InputError(`position size: expected at least one lot, ${lotUsd} USD, got ${sizeUsd}`);
  }
  return position === 0 ? 0 : position * contracts;
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
 * The id of an order, made of environment, day, leg and deployment. The deployment is part of it
 * because the exchange wants ids that no other user has. At most 100 characters.
 */
export function clientOrderId(parts: {
  readonly environment: string;
  readonly date: string;
  readonly leg: number;
  readonly deployment: string;
}): string {
  return `${OWN_PREFIX}${parts.environment}-${parts.date}-${parts.leg}-${parts.deployment}`;
}

/** All client order ids of this project begin with this. */
export const OWN_PREFIX = 'wf-';

/** `size` rounded down to a multiple of `lot`. The tolerance makes 0.3 / 0.1 give 3 lots. */
function wholeLots(size: number, lot: number): number {
  return Math.floor(size / lot + 1e-9) * lot;
}

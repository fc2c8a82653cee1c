/**
 * The position that a day finds, compared with what the last run left, and the positions that no
 * run of this phase looks after: those of an account that was traded before, on paper or in another
 * environment.
 */

import type { Position } from '../trade/positions.ts';
import { unmanaged } from './journal/account-memory.ts';
import {
  instrumentOf,
  positionLeft,
  type DayJournal,
  type EarlierState,
  type KnownPosition,
} from './journal/day-journal.ts';
import { signalLabel } from './journal/signal-record.ts';
import { variableOf } from './live-settings.ts';
import type { LiveWorld, UsableModel } from './live-world.ts';
import { exitReads } from './orders/exit-reads.ts';
import type { FuturesMarket, OtherPosition } from './plan/exchange.ts';
import { otherPositionText } from './plan/trade-guards.ts';
import { howToClose, knownText, lookAtPosition, standingText } from './standing-position.ts';

/** What is held, as far as the journal and the mail have to know it. */
export type HeldPosition = Pick<DayJournal, 'standing'> & { readonly warnings: readonly string[] };

/**
 * What the account holds. A run that trades must know that; a run on paper looks at it if it can.
 * @param market the market that the run trades; undefined on paper
 * @throws HttpFailure, ExchangeRefused or MalformedAnswer if a run that trades cannot read it
 */
export async function heldPosition<M extends UsableModel>(
  world: LiveWorld<M>,
  market: FuturesMarket | undefined,
  journal: DayJournal,
): Promise<HeldPosition> {
  const { mode, before } = journal;
  if (market !== undefined) {
    const contracts = await market.position();
    const others = before?.memory === undefined ? [] : unmanaged(before.memory, mode);
    const left = others.map((known) => unmanagedText(knownText(known), known));
    return { warnings: [...positionWarnings(contracts, before, market.symbol), ...left] };
  }
  const { futuresEnv: environment, futuresSymbol: instrument } = world.settings;
  const here = { environment, instrument };
  const look = await lookAtPosition(world);
  const seen = look?.contracts;
  const { otherPositions } = world.exchange.futures;
  const { read } = exitReads(world.clock);
  const others =
    seen === undefined
      ? undefined
      : await read<Others>('other positions', otherPositions, undefined);
  const known = before?.memory === undefined ? [] : unmanaged(before.memory, 'paper');
  const unseen = known.filter(
    (one) =>
      one.environment !== environment ||
      (instrumentOf(one) === instrument ? seen : others) === undefined,
  );
  const warnings = [
    ...(others ?? []).map(otherPositionText),
    ...unseen.map((one) => `${unmanagedText(knownText(one), one)}; ${untilSeen(one)}`),
  ];
  if (look === undefined || seen === 0) {
    return { warnings, ...(seen === 0 ? { standing: { ...here, contracts: 0 } } : {}) };
  }
  const text = standingText(environment, look);
  if (seen === undefined) return { warnings: [`position on ${text}`, ...warnings] };
  const standing = { ...here, contracts: seen };
  return { standing, warnings: [unmanagedText(text, here), ...warnings] };
}

/** The positions in other contracts; undefined if the exchange does not tell. */
type Others = readonly OtherPosition[] | undefined;

/** Where a position is. */
type Place = Pick<KnownPosition, 'environment' | 'instrument'>;

function unmanagedText(position: string, at: Place): string {
  const close = howToClose(at.environment, instrumentOf(at));
  return `position on ${position}. No run manages it in this phase; ${close}`;
}

function untilSeen({ environment }: Place): string {
  const [key, place] = [variableOf('secretName'), variableOf('futuresEnv')];
  return `this is said until a run with ${key} and ${place}=${environment} finds it closed`;
}

/** Says if the exchange does not hold what the last run left, or another side than it signalled. */
function positionWarnings(
  contracts: number,
  before: EarlierState | undefined,
  instrument: string,
): readonly string[] {
  const { signal = 0, positionAfter = null } = before ?? {};
  const expected = positionLeft(before, instrument);
  const warnings: string[] = [];
  if (expected === null && before !== undefined && positionAfter !== null) {
    const other = `${positionAfter} contracts of ${instrumentOf(before)}`;
    warnings.push(`position: the last trade left ${other}, today's contract is ${instrument}`);
  }
  if (expected !== null && contracts !== expected) {
    warnings.push(
      `position: expected ${expected} contracts, as after the last run, got ${contracts}`,
    );
  }
  const side = sideOf(contracts);
  if (side !== signal) {
    const said = `the last signal was ${signalLabel(signal)}`;
    warnings.push(
      `position: ${said}, the exchange has ${signalLabel(side)} (${contracts} contracts)`,
    );
  }
  return warnings;
}

function sideOf(contracts: number): Position {
  return contracts > 0 ? 1 : contracts < 0 ? -1 : 0;
}

/**
 * What the journals remember about the account: the positions that each environment was left with,
 * the equity after the last run, and how many days in a row have gone wrong. A day without a trade
 * takes it over from the day before. Pure.
 */

import {
  instrumentOf,
  type AccountMemory,
  type DayJournal,
  type KnownPosition,
} from './day-journal.ts';

const NO_MEMORY: AccountMemory = { positions: [], troubledDays: 0 };

/** The memory after the days of `journals`, the oldest first. */
export function memoryAfter(journals: readonly DayJournal[]): AccountMemory {
  return journals.reduce(afterDay, journals[0]?.before?.memory ?? NO_MEMORY);
}

/** `memory` after a day that cannot be read: positions may have changed, and so may the equity. */
export function uncertain({ positions, troubledDays }: AccountMemory): AccountMemory {
  const unknown = positions.map((known): KnownPosition =>
    Object.assign({}, known, { contracts: null }),
  );
  return { positions: unknown, troubledDays };
}

/** Whether the day has no signal, or a trade that was refused or did not reach its target. */
export function isTroubled({ record, trade }: Pick<DayJournal, 'record' | 'trade'>): boolean {
  return record === undefined || trade?.action === 'REFUSED' || trade?.action === 'UNFINISHED';
}

/** The known positions that are not flat, or not certain, and that a day in `mode` leaves alone. */
export function unmanaged(
  memory: AccountMemory,
  mode: DayJournal['mode'],
): readonly KnownPosition[] {
  return memory.positions.filter((known) => known.environment !== mode && known.contracts !== 0);
}

function afterDay(memory: AccountMemory, journal: DayJournal): AccountMemory {
  const { date, mode, trade, standing } = journal;
  const seen = trade === undefined ? standing?.contracts : trade.position_after;
  // What a run in shadow finds at the exchange is not ours.
  const contracts = mode === 'shadow' ? undefined : seen;
  const { environment, instrument } = trade ?? standing ?? {};
  const here = instrument === undefined ? {} : { instrument };
  const positions =
    contracts === undefined || environment === undefined
      ? memory.positions
      : [
          ...memory.positions.filter(
            (known) =>
              known.environment !== environment || instrumentOf(known) !== instrumentOf(here),
          ),
          { environment, ...here, contracts, date },
        ];
  const equity = equityAfter(memory, journal);
  return {
    positions,
    ...(equity === undefined || equity.environment !== mode ? {} : { equity }),
    troubledDays: isTroubled(journal) ? memory.troubledDays + 1 : 0,
  };
}

function equityAfter(
  { equity }: AccountMemory,
  { mode, trade }: DayJournal,
): AccountMemory['equity'] {
  if (trade === undefined || mode === 'shadow') return equity;
  const { equity: equityUsd = null, btc_price: price, position_after: position } = trade;
  if (equityUsd === null || price === null || position === null) return equity;
  const { environment, instrument } = trade;
  const here = { environment, ...(instrument === undefined ? {} : { instrument }) };
  return { equityUsd, price, position, ...here };
}

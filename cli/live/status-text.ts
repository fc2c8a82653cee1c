/** The status of a deployment as a text for a terminal. */

import { counted } from '../../engine/core/counted.ts';
import { isoTime, utcDate } from '../../engine/core/bar-time.ts';
import { stageOf, type DayJournal } from '../../engine/live/journal/day-journal.ts';
import { signalLabel } from '../../engine/live/journal/signal-record.ts';
import { countOpenOrders } from '../../engine/live/orders/open-orders.ts';
import { textTable } from '../framework/text-table.ts';
import type { Deployment, PublishedModel } from './deployment.ts';
import type { Disagreement } from './disagreements.ts';
import { killSwitchText } from './live-stop.ts';
import { type AccountState } from './operator-account.ts';

/** All that live:status found out. */
export type Status = {
  readonly nowMs: number;
  readonly deployment: Deployment;
  /** The account, or why it was not read. */
  readonly account: AccountState | string;
  readonly disagreements: readonly Disagreement[];
};

/** The text; `width` is the number of columns of the terminal. */
export function statusText(status: Status, width: number): string {
  const { nowMs, deployment, account, disagreements } = status;
  const { killSwitch, model, journals } = deployment;
  const mode = journals.at(-1)?.mode ?? 'no day yet';
  return [
    `${isoTime(Math.floor(nowMs / 1000))}, ${mode}`,
    `kill switch  ${killSwitch === undefined ? 'off' : `ON ${killSwitchText(killSwitch)}`}`,
    ...(typeof account === 'string'
      ? [`account      not read, ${account}`]
      : accountLines(account)),
    `model        ${modelText(model)}`,
    '',
    ...(journals.length === 0 ? [] : [daysTable(deployment, width), '']),
    disagreements.length === 0 ? 'agrees' : 'disagrees',
    ...disagreements.map(({ about, what }) => `- ${about}: ${what}`),
  ].join('\n');
}

function accountLines(state: AccountState): readonly string[] {
  const { environment, instrument, ticker, account, position, openOrders } = state;
  const { enlarging, reduceOnly } = countOpenOrders(openOrders);
  const { currency, liquidationPrice: price } = account;
  const liquidation = price > 0 ? `, liquidation at ${price}` : '';
  return [
    `position     ${position} ${instrument.symbol} on ${environment}, ` +
      `mark price ${ticker.markPrice}`,
    `wallet       ${account.portfolioValue} ${currency}, ` +
      `available ${account.availableFunds} ${currency}${liquidation}`,
    `open orders  ${enlarging} that may enlarge the position, ${reduceOnly} reduce-only of others`,
  ];
}

function modelText({ artifact, ageDays, fault }: PublishedModel): string {
  if (artifact === undefined || ageDays === undefined) return fault ?? 'none in the bucket';
  const { header, sha256 } = artifact;
  const bar = `${header.market ?? 'unknown market'}, last bar ${utcDate(header.lastBarTime)}`;
  const age = `${counted(ageDays, 'day')} old`;
  return `${sha256.slice(0, 12)}, ${bar}, ${age}, ${header.neutral} on neutral`;
}

function daysTable({ journals, log }: Deployment, width: number): string {
  const header = ['day', 'mode', 'signal', 'action', 'position', 'target', 'in log', 'next step'];
  const known = (value: number | null | undefined): string => String(value ?? '-');
  const row = (journal: DayJournal): readonly string[] => {
    const { date, mode, record, trade } = journal;
    const stage = stageOf(journal);
    return [
      date,
      mode,
      record === undefined ? '-' : signalLabel(record.signal),
      trade?.action ?? '-',
      known(trade?.position_after),
      known(trade?.position_target),
      log.lines.has(date) ? 'yes' : 'no',
      stage === 'done' ? 'done' : stage,
    ];
  };
  return textTable(header, journals.map(row), { width });
}

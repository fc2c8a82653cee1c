/**
 * What does not agree about a deployment: the exchange with the journals, the journals with the
 * log, the model with its limits, the days with the calendar. Pure.
 */

import { DAY_SECONDS, utcDate } from '../../engine/core/bar-time.ts';
import {
  instrumentOf,
  logRecord,
  stageOf,
  type DayJournal,
} from '../../engine/live/journal/day-journal.ts';
import { variableOf } from '../../engine/live/live-settings.ts';
import { countOpenOrders } from '../../engine/live/orders/open-orders.ts';
import type { Deployment, SignalLog } from './deployment.ts';
import type { AccountState } from './operator-account.ts';
import { begunByMinute, minuteOfDay, overByMinute } from './run-times.ts';

export type Disagreement = {
  readonly about: 'account' | 'position' | 'orders' | 'model' | 'log' | 'day';
  readonly what: string;
};

/**
 * Everything in the deployment, and the account if it was read, that does not agree.
 * @param at.runTimes the schedule of the function, HH:MM (UTC)
 */
export function disagreements(
  deployment: Deployment,
  account: AccountState | undefined,
  at: { readonly nowMs: number; readonly runTimes: readonly string[] },
): readonly Disagreement[] {
  const { journals, broken, log, model } = deployment;
  const found = (about: Disagreement['about'], whats: readonly string[]): Disagreement[] =>
    whats.map((what) => ({ about, what }));
  return [
    ...found('position', account === undefined ? [] : positionFaults(journals, account)),
    ...found('orders', account === undefined ? [] : orderFaults(account)),
    ...found('model', model.fault === null ? modelFaults(deployment) : [model.fault]),
    ...found('log', logFaults(journals, log)),
    ...found('day', [...broken, ...dayFaults(journals, at)]),
  ];
}

function positionFaults(
  journals: readonly DayJournal[],
  { environment, position, instrument }: AccountState,
): readonly string[] {
  const mode = journals.at(-1)?.mode;
  if (mode === 'paper' && position !== 0) {
    return [`the function is on paper, and the exchange has ${position} contracts`];
  }
  if (mode !== environment) return [];
  const last = journals.findLast((journal) => journal.mode === mode && journal.trade !== undefined);
  const traded = instrumentOf(last?.trade ?? { instrument: instrument.symbol });
  if (traded !== instrument.symbol) {
    const variable = variableOf('futuresSymbol');
    return [
      `the run of ${last!.date} traded ${traded}, and ${variable} here is ${instrument.symbol}`,
    ];
  }
  const { position_after: after = null, position_target: target = null } = last?.trade ?? {};
  if (after !== null && position !== after) {
    return [`the exchange has ${position} contracts, the run of ${last!.date} left ${after}`];
  }
  if (target === null || Math.abs(position - target) < instrument.lotContracts) return [];
  const { action, reasons } = last!.trade!;
  const why = reasons.length === 0 ? '' : `: ${reasons.join('; ')}`;
  return [
    `the exchange has ${position} contracts, ${last!.date} wanted ${target}, ${action}${why}`,
  ];
}

function orderFaults({ openOrders }: AccountState): readonly string[] {
  const { enlarging } = countOpenOrders(openOrders);
  if (enlarging === 0) return [];
  return [`${enlarging} open order(s) that may enlarge a position: the function opens none`];
}

/** A bucket without a model is right only if a run has decided, with the model in the zip. */
function modelFaults({ model, journals }: Deployment): readonly string[] {
  const decided = journals.some(({ record }) => record !== undefined);
  return model.artifact === undefined && !decided ? ['none is published'] : [];
}

function logFaults(journals: readonly DayJournal[], log: SignalLog): readonly string[] {
  const lines = journals.flatMap((journal) => {
    const line = log.lines.get(journal.date);
    if (!journal.logged || journal.record === undefined) return [];
    if (line === undefined) return [`${journal.date} has no line`];
    const same = line === JSON.stringify(logRecord(journal));
    return same ? [] : [`${journal.date}: the line is not what the journal has`];
  });
  return log.broken === 0 ? lines : [...lines, `${log.broken} line(s) are no record of a day`];
}

function dayFaults(
  journals: readonly DayJournal[],
  { nowMs, runTimes }: { readonly nowMs: number; readonly runTimes: readonly string[] },
): readonly string[] {
  const today = utcDate(Math.floor(nowMs / 1000));
  const minute = minuteOfDay(nowMs);
  const stuck = journals.flatMap((journal) => {
    const stage = stageOf(journal);
    const open = journal.date === today && minute < overByMinute(runTimes);
    if (stage === 'done' || open) return [];
    return [`${journal.date} is not finished: the next step is "${stage}"`];
  });
  const known = new Set(journals.map(({ date }) => date));
  for (const date of journals.at(-1)?.before?.unfinished ?? []) {
    if (!known.has(date)) stuck.unshift(`${date} is not finished`);
  }
  const due = minute >= begunByMinute(runTimes) ? today : dayBefore(today);
  const latest = journals.at(-1)?.date;
  if (latest !== undefined && latest >= due) return stuck;
  return [...stuck, `no run since ${latest ?? 'the first of the days looked at'}`];
}

function dayBefore(date: string): string {
  return utcDate(Date.parse(date) / 1000 - DAY_SECONDS);
}

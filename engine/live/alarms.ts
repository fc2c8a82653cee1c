/**
 * Alarms: what of a day somebody should look at soon. They are published apart from the daily mail,
 * so that another channel can carry them. If it goes on for several days, the subject says so.
 */

import { isTroubled } from './journal/account-memory.ts';
import { instrumentOf, type DayJournal } from './journal/day-journal.ts';
import { listed, LOUD_DAYS, shortName, type Mail } from './mail-text.ts';
import { byHand, howToClose, positionText } from './standing-position.ts';

/** The alarms of a day that has its record and its trade; empty for an ordinary day. */
export function alarmsOf(journal: DayJournal): readonly string[] {
  const { trade, closing = [], record } = journal;
  const days = troubledDays(journal);
  const guarded = closing.map((reason) => `a guard makes the target 0: ${reason}`);
  const others = (trade?.reasons ?? []).filter((reason) => !closing.includes(reason));
  const action = trade?.action;
  return [
    ...(days >= LOUD_DAYS ? [`${days} days in a row have not reached their target`] : []),
    ...(action === 'REFUSED' || action === 'UNFINISHED' ? [`${action}: ${others.join('; ')}`] : []),
    ...guarded,
    ...(record?.flat_because === undefined ? [] : [`FLAT: ${record.flat_because}`]),
  ];
}

/** How many days in a row, up to this one, had no signal or did not reach their target. */
export function troubledDays(journal: DayJournal): number {
  return isTroubled(journal) ? (journal.before?.memory?.troubledDays ?? 0) + 1 : 0;
}

/** The mail of the day's alarms, or undefined if there are none. */
export function alarmMail(journal: DayJournal, pair: string): Mail | undefined {
  const alarms = alarmsOf(journal);
  if (alarms.length === 0) return undefined;
  const { date, mode, trade, record } = journal;
  const days = troubledDays(journal);
  const loud = days >= LOUD_DAYS ? `, ${days} DAYS IN A ROW` : '';
  const after = trade?.position_after ?? null;
  const holds = after === null ? 'position not known' : positionText(after);
  return {
    subject: `ALARM${loud}: ${shortName(pair)} ${nameOf(journal)} ${date}, ${holds} (${mode})`,
    text: [
      ...listed(`Alarms of ${date} (${mode})`, alarms, ''),
      '',
      `Signal ${record!.signal_label}, position after the run: ${holds}`,
      ...listed('What to do', remedies(journal), ''),
      '',
      'The daily mail has the details.',
      '',
    ].join('\n'),
  };
}

function nameOf({ trade, closing, record }: DayJournal): string {
  const { action } = trade ?? {};
  if (action === 'REFUSED' || action === 'UNFINISHED') return `trade ${action}`;
  if (closing !== undefined) return 'FLAT by a guard';
  return record?.flat_because === undefined ? 'target not reached' : 'FLAT, model too old';
}

function remedies({ trade, closing = [], record }: DayJournal): readonly string[] {
  const { action, environment = 'demo' } = trade ?? {};
  const short = action === 'REFUSED' || action === 'UNFINISHED';
  const contract = instrumentOf(trade ?? {});
  return [
    ...(short
      ? [
          'Look at the position and the open orders at the exchange, and remove the cause.',
          'The next day goes on from the position that it finds.',
          `By hand: ${byHand(contract)} --signal N --env ${environment}; ` +
            howToClose(environment, contract),
        ]
      : []),
    ...closing.map((reason) =>
      reason.includes('EQUITY_FLOOR_USD')
        ? 'Nothing is opened until the equity is above EQUITY_FLOOR_USD, or the floor is lower.'
        : 'A loss above DAILY_LOSS_LIMIT counts for its day only; the next day starts anew.',
    ),
    ...(record?.flat_because === undefined
      ? []
      : ['Train and upload a newer model: npm run train -- ... --upload-s3 BUCKET.']),
  ];
}

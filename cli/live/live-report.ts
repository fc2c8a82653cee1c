/**
 * `npm run live:report`: what live earned so far, beside the backtest of the same days and buy and
 * hold, and the evidence against "no skill", which may be looked at every day.
 */

import { counted } from '../../engine/core/counted.ts';
import { InputError } from '../../engine/core/errors.ts';
import { textOf } from '../../engine/live/edges/object-store.ts';
import type { SignalRecord } from '../../engine/live/journal/signal-record.ts';
import { deepestDrawdown } from '../../engine/statistics/drawdowns.ts';
import { sharpeStandardError } from '../../engine/statistics/sharpe-error.ts';
import { sharpeRatio } from '../../engine/statistics/sharpe-ratio.ts';
import { equityOf, type Account } from '../../engine/trade/account.ts';
import { TRADE_OPTIONS } from '../../engine/trade/trade-options.ts';
import type { Command, CommandContext } from '../framework/command.ts';
import { defineCommand } from '../framework/command.ts';
import { missing, type JsonInput } from '../framework/json-document.ts';
import { loadRunBars, type RunBars } from '../framework/run-bars.ts';
import { curve } from '../research/curves-json.ts';
import { filesOnce, readSeriesSources, SERIES_FILE_OPTIONS } from '../framework/series-option.ts';
import { REPORT_OPTIONS, reported } from '../research/report-options.ts';
import { textTable } from '../framework/text-table.ts';
import { barTimeOf, deriveDays, recordsOf, storedModels, type Verdict } from './derived-signals.ts';
import { explanationJson } from './explanation-json.ts';
import { krakenBars } from './kraken-bars.ts';
import { evidenceOf, liveAccounts, PROOF, type Evidence } from './live-account.ts';
import { settingsOf } from './live-edges.ts';
import { BUCKET_OPTIONS, operatorStore } from './operator-store.ts';

/** The market never closes. */
const PERIODS_PER_YEAR = 365;

const OPTIONS = {
  ...BUCKET_OPTIONS,
  source: {
    kind: 'text',
    default: 'kraken',
    placeholder: 'kraken|FILE',
    path: 'file',
    words: ['kraken'],
    doc: 'Daily bars from before the first logged day on: the exchange has the last 720, or a FILE',
  },
  ...SERIES_FILE_OPTIONS,
  costBps: TRADE_OPTIONS.costBps,
  ...REPORT_OPTIONS,
} as const;

export const liveReportCommand: Command = defineCommand({
  name: 'live:report',
  purpose:
    'Shows what live earned, beside the backtest of the same days. It also says what ' +
    'that proves.',
  options: OPTIONS,
  examples: ['--bucket my-btc-signals', '--bucket my-btc-signals --source btc.csv --json'],
  outputs: ({ report }) => [{ path: report }],
  run: async (context, options) => {
    const { bucket, source, costBps } = options;
    const settings = settingsOf(context);
    const store = await operatorStore(context, bucket);
    const stored = await store.read(settings.s3SignalsKey);
    const text = stored === undefined ? '' : textOf(stored);
    const logged = recordsOf(text, settings.s3SignalsKey);
    for (const fault of logged.faults) context.note(`warning: ${fault}`);
    const records = oncePerDay(logged.records);
    if (records.length === 0) {
      throw new InputError(`${settings.s3SignalsKey}: expected logged days, got none`);
    }
    const { bars, data } = await barsFrom(context, source);
    const model = storedModels(store, settings.s3ModelKey);
    const { found, files } = await readSeriesSources(context, options);
    const from = { records, model, series: found.sources };
    const verdicts = await deriveDays(from, bars, records[0]!.previous_position);
    const accounts = liveAccounts(records, verdicts, bars, costBps);
    const { live, backtest, buyHold, otherPosition } = accounts;
    const flat = evidenceOf(live);
    const held = evidenceOf(live, buyHold);
    const count = (verdict: string): number =>
      verdicts.filter((day) => day.verdict === verdict).length;
    const days = {
      logged: records.length,
      from: records[0]!.date,
      to: records.at(-1)!.date,
      bars: live.net.length,
    };
    const signals = {
      identical: count('identical'),
      different: count('differs'),
      notDerived: count('not derived'),
      barsWithAnotherPosition: otherPosition,
    };
    const { keys, documentView } = reported(options, () => ({
      live: curve(live),
      backtest: curve(backtest),
      buyHold: curve(buyHold),
      evidence: { time: live.earned, againstFlat: flat.values, againstBuyHold: held.values },
    }));
    return {
      data,
      inputs: filesOnce(files),
      documentView,
      result: {
        days,
        live: figures(live),
        backtest: figures(backtest),
        buyHold: figures(buyHold),
        signals,
        wallet: walletJson(records),
        evidence: { againstFlat: evidenceJson(flat), againstBuyHold: evidenceJson(held) },
        lastDay: lastDayJson(verdicts.at(-1)!),
        ...keys,
      },
      text: [
        `${counted(days.logged, 'day')} logged, ${days.from} to ${days.to}; ` +
          `returns of ${counted(days.bars, 'bar')}`,
        '',
        accountTable({ live, backtest, 'buy and hold': buyHold }, context.columns),
        '',
        `signals: ${signals.identical} identical, ${signals.different} different, ` +
          `${signals.notDerived} not derived; another position on ${counted(otherPosition, 'bar')}`,
        '',
        `Evidence: an e-value of ${PROOF} proves skill at a level of 5 %, whenever you look`,
        evidenceTable({ flat, 'buy and hold': held }, context.columns),
      ].join('\n'),
    };
  },
});

/** The first record of each day, in the order of the bars. */
function oncePerDay(records: readonly SignalRecord[]): readonly SignalRecord[] {
  const first = new Map<number, SignalRecord>();
  for (const record of records) {
    if (!first.has(barTimeOf(record))) first.set(barTimeOf(record), record);
  }
  return [...first.values()].toSorted((one, other) => barTimeOf(one) - barTimeOf(other));
}

async function barsFrom(context: CommandContext, source: string): Promise<RunBars> {
  if (source === 'kraken') return await krakenBars(context, { timeframe: '1d', market: null });
  return await loadRunBars(context, { data: source, timeframe: '1d' });
}

type Figures = {
  readonly equity: number;
  readonly sharpe: number;
  readonly sharpeStandardError: number;
  readonly maxDrawdown: number;
  readonly turnover: number;
};

/** Equity as a multiple of the start; Sharpe ratio a year; fall and turnover as fractions. */
function figures(account: Account): Figures {
  return {
    equity: equityOf(account).at(-1) ?? 1,
    sharpe: sharpeRatio(account.net, PERIODS_PER_YEAR),
    sharpeStandardError: sharpeStandardError(account.net, PERIODS_PER_YEAR),
    maxDrawdown: Math.abs(deepestDrawdown(account.net)),
    turnover: account.turnover.reduce((sum, value) => sum + value, 0),
  };
}

/** The wallet's equity in the log, first and last; days without one are left out. */
function walletJson(records: readonly SignalRecord[]): JsonInput {
  const known = records.flatMap(({ date, trade }) => {
    const { equity } = { ...trade } as { readonly equity?: unknown };
    return typeof equity === 'number' ? [{ date, equity }] : [];
  });
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return missing('no equity in the log');
  return { first, last };
}

/** Why the model decided as it did on the last logged day. */
function lastDayJson({ date, reason, explain }: Verdict): JsonInput {
  const why = explain?.();
  if (why === undefined) return { date, why: missing(reason ?? 'no model decided') };
  return { date, why: explanationJson(why) };
}

function evidenceJson(evidence: Evidence): JsonInput {
  const { eValue, highest, pValue, provedOn, brokenOn } = evidence;
  return {
    eValue,
    highest,
    pValue,
    provedOn: provedOn ?? missing(`no valid value reached ${PROOF}`),
    brokenOn: brokenOn ?? missing('no loss was larger than a bet'),
  };
}

function accountTable(accounts: Readonly<Record<string, Account>>, width: number): string {
  const rows = Object.entries(accounts).map(([name, account]) => {
    const { equity, sharpe, sharpeStandardError: error, maxDrawdown, turnover } = figures(account);
    const known = (value: number, text: string): string => (Number.isNaN(value) ? '-' : text);
    return [
      name,
      equity.toFixed(4),
      known(sharpe, sharpe.toFixed(2)),
      known(error, error.toFixed(2)),
      known(maxDrawdown, `${(100 * maxDrawdown).toFixed(1)} %`),
      turnover.toFixed(1),
    ];
  });
  return textTable(['', 'equity', 'Sharpe', 'SE', 'max dd', 'turnover'], rows, { width });
}

function evidenceTable(evidence: Readonly<Record<string, Evidence>>, width: number): string {
  const rows = Object.entries(evidence).map(([name, one]) => [
    `live against ${name}`,
    one.eValue.toPrecision(3),
    one.highest.toPrecision(3),
    one.pValue.toPrecision(2),
    one.provedOn ?? (one.brokenOn === undefined ? 'not proved' : `void from ${one.brokenOn} on`),
  ]);
  return textTable(['', 'e-value', 'highest', 'p', 'proved on'], rows, { width });
}

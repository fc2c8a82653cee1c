/**
 * `npm run data`: fetches public data, checks a file of bars and lists findings, makes longer bars,
 * writes the sample to a file.
 */

import type { Command, CommandContext, CommandResult } from '../framework/command.ts';
import type { WrittenFile } from '../../data/write-file.ts';
import { COLUMN_FILE, encodeColumnFile } from '../../data/column-file.ts';
import { CLOSED_DAYS } from '../../data/findings.ts';
import { loadBars, type LoadedBars } from '../../data/load-bars.ts';
import { syntheticBars } from '../../data/synthetic.ts';
import { closedCount } from '../../engine/core/bar-close.ts';
import { formatBarTime, isoTime, type Timeframe } from '../../engine/core/bar-time.ts';
import { InputError } from '../../engine/core/errors.ts';
import { marketCalendar } from '../../engine/core/market-calendar.ts';
import { DATA_OPTIONS, defineCommand } from '../framework/command.ts';
import { noVolumeText } from '../framework/findings-text.ts';
import { missing } from '../framework/json-document.ts';
import { formingText, runData } from '../framework/run-bars.ts';
import { FETCH_OPTIONS, FETCH_SOURCES, fetchOutputs, runFetch } from './data-fetch.ts';
import { resampleFile } from './data-resample.ts';
import { FETCHED_FOLDER } from './fetched-folder.ts';

/** How many findings of a kind the text lists; `--json` has all of them. */
const LISTED = 12;

export const dataCommand: Command = defineCommand({
  name: 'data',
  purpose:
    'Fetches and checks bars, and makes longer bars. It also fetches series and writes ' +
    'the sample.',
  options: {
    action: {
      kind: 'choice',
      default: undefined,
      choices: ['fetch', 'check', 'resample', 'sample'],
      doc:
        'fetch SOURCE: bitstamp (whole history), kraken (newest 720 bars), funding, onchain; ' +
        'check FILE: rows, range, gaps, flat bars, anomalies; resample FILE --to 1d --out FILE: ' +
        'longer bars; sample: a check of the sample',
    },
    file: {
      kind: 'text',
      default: undefined,
      placeholder: 'SOURCE|FILE',
      path: 'file',
      words: FETCH_SOURCES,
      doc: 'The source to fetch, or the file of bars: TradingView or Kraken CSV, Arrow, Parquet',
    },
    timeframe: {
      ...DATA_OPTIONS.timeframe,
      default: undefined,
      doc: 'Length of a bar; left out: 1d, and for resample that of the bars in the file',
    },
    ...FETCH_OPTIONS,
    to: {
      kind: 'choice',
      default: undefined,
      choices: ['4h', '1d'],
      doc: 'resample: length of the longer bars',
    },
    out: {
      kind: 'text',
      default: undefined,
      placeholder: `DIR|${COLUMN_FILE}`,
      path: 'file',
      doc: `fetch: the folder of the files (${FETCHED_FOLDER}); else the file to write`,
    },
  },
  positionals: [
    { option: 'action', required: true },
    { option: 'file', required: false },
  ],
  examples: ['fetch bitstamp', 'resample btc-1h.csv --to 1d --out btc-1d.parquet'],
  outputs: (options) =>
    options.action === 'fetch'
      ? fetchOutputs(withLength(options))
      : [{ path: options.out, columns: true }],
  run: async (context, options) => {
    const { action, file, to, out } = options;
    if (to !== undefined && action !== 'resample') {
      throw new InputError(`${action}: --to goes with resample`);
    }
    if (action === 'fetch') return runFetch(context, withLength(options));
    if (options.pair !== undefined) throw new InputError(`${action}: --pair goes with fetch`);
    if (options.revise) throw new InputError(`${action}: --revise goes with fetch`);
    if (action === 'resample') {
      return resampleFile(context, { file, from: options.timeframe, to, out });
    }
    const { timeframe } = withLength(options);
    if (action === 'sample') {
      if (file !== undefined) throw new InputError(`sample: unexpected argument "${file}"`);
      return describeSample(context, timeframe, out);
    }
    if (file === undefined) throw new InputError('check: expected FILE, got nothing');
    if (out !== undefined) {
      throw new InputError('check: --out goes with fetch, resample and sample');
    }
    // Without the cache, because the file itself must be checked.
    const loaded = await context.timer.timeAsync('read bars', () =>
      loadBars(file, { timeframe, columns: 'all' }),
    );
    for (const note of loaded.notes) context.note(note);
    const noVolume = noVolumeText(loaded, loaded.bars.time.length);
    if (noVolume !== undefined) context.note(`${file}: ${noVolume}`);
    return describe(context, loaded, { timeframe });
  },
});

/** The options with a length of bars, which is 1d if none was given. */
function withLength<T extends { readonly timeframe: Timeframe | undefined }>(
  options: T,
): Omit<T, 'timeframe'> & { readonly timeframe: Timeframe } {
  return { ...options, timeframe: options.timeframe ?? DATA_OPTIONS.timeframe.default };
}

async function describeSample(
  context: CommandContext,
  timeframe: Timeframe,
  out: string | undefined,
): Promise<CommandResult> {
  const loaded = context.timer.time('draw bars', () => syntheticBars(timeframe));
  if (out === undefined) return describe(context, loaded, { timeframe });
  const { extra: _none, ...table } = loaded.bars;
  const written = await context.writeFile(out, await encodeColumnFile(out, table));
  return describe(context, loaded, { timeframe, written });
}

/** Describes all bars of a file, also the bars that other commands leave out. */
function describe(
  context: CommandContext,
  loaded: LoadedBars,
  { timeframe, written }: { readonly timeframe: Timeframe; readonly written?: WrittenFile },
): CommandResult {
  const { source, bars } = loaded;
  const rows = bars.time.length;
  const calendar = marketCalendar(bars.time, timeframe);
  const count = closedCount(calendar, bars.time, context.now());
  if (count < rows) {
    context.note(`${formingText(bars.time, count)}: the other commands leave it out`);
  }
  return {
    data: runData(source, bars.time, { calendar, count, findings: loaded }),
    result: {
      rows,
      range: { first: isoTime(bars.time[0]!), last: isoTime(bars.time.at(-1)!) },
      format: source.format,
      calendar: loaded.calendar,
      missing: loaded.missing,
      holidays: loaded.holidays,
      gaps: loaded.gaps.map(({ after, before, missing }) => ({
        after: isoTime(after),
        before: isoTime(before),
        missing,
      })),
      flatBars: loaded.flatBars.map(isoTime),
      anomalies: loaded.anomalies.map(({ time, kind, value }) => ({
        time: isoTime(time),
        kind,
        value,
      })),
      columns: Object.keys(bars.extra ?? {}),
      sha256: source.sha256,
      mends: {
        ...loaded.mends,
        volumeColumn: loaded.mends.volumeColumn ?? missing('no other column stands for it'),
      },
      file: written === undefined ? missing('no --out') : { ...written },
    },
    text: summaryLines(loaded, timeframe).join('\n'),
  };
}

function summaryLines(loaded: LoadedBars, timeframe: Timeframe): string[] {
  const { bars, source, gaps, flatBars, anomalies } = loaded;
  const range = `${formatBarTime(bars.time[0]!)} to ${formatBarTime(bars.time.at(-1)!)}`;
  return [
    `${source.path ?? source.name}: ${bars.time.length} bars of ${timeframe}, ${source.format}`,
    `range      ${range}`,
    `calendar   ${calendarText(loaded)}`,
    `gaps       ${gaps.length === 0 ? 'none' : `${gaps.length}, ${missingText(loaded)}`}`,
    ...listed(gaps, ({ after, before, missing }) => {
      return `${formatBarTime(after)} to ${formatBarTime(before)}: ${missing} missing`;
    }),
    `flat bars  ${flatBars.length === 0 ? 'none' : flatBars.length}`,
    ...listed(flatBars, formatBarTime),
    `anomalies  ${anomalies.length === 0 ? 'none' : anomalies.length}`,
    ...listed(anomalies, ({ time, kind, value }) => {
      const change = `close ${value > 0 ? '+' : ''}${(100 * value).toFixed(1)} %`;
      return `${formatBarTime(time)} ${kind === 'jump' ? change : 'no volume'}`;
    }),
    ...columnsText(Object.keys(bars.extra ?? {})),
    `sha256     ${source.sha256}`,
  ];
}

/** The columns of numbers that no command reads unless a feature names them. */
function columnsText(names: readonly string[]): string[] {
  if (names.length === 0) return [];
  return [`columns    not used: ${names.join(', ')} (features: column:${names[0]})`];
}

function calendarText({ calendar, holidays }: LoadedBars): string {
  if (calendar === 'continuous') return 'continuous: every missing bar is a gap';
  return `weekdays, ${holidays} holidays: a gap is more than ${CLOSED_DAYS} days without a bar`;
}

function missingText({ calendar, missing }: LoadedBars): string {
  return `${missing} ${calendar === 'continuous' ? 'bars' : 'weekdays'} missing`;
}

function listed<T>(items: readonly T[], text: (item: T) => string): string[] {
  const lines = items.slice(0, LISTED).map((item) => `           ${text(item)}`);
  const more = items.length - lines.length;
  return more === 0 ? lines : [...lines, `           and ${more} more (--json has all)`];
}

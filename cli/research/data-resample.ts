/** `data resample`: longer bars from a file of shorter ones, with the incomplete ones named. */

import { encodeColumnFile } from '../../data/column-file.ts';
import { loadBars } from '../../data/load-bars.ts';
import { resampleBars, type IncompleteBar } from '../../data/resample-bars.ts';
import { closedCount } from '../../engine/core/bar-close.ts';
import { formatBarTime, isoTime, type Timeframe } from '../../engine/core/bar-time.ts';
import { sliceBars } from '../../engine/core/bars.ts';
import { InputError } from '../../engine/core/errors.ts';
import { marketCalendar } from '../../engine/core/market-calendar.ts';
import type { CommandContext, CommandResult } from '../framework/command.ts';
import { counted } from '../../engine/core/counted.ts';
import { missing, type JsonInput } from '../framework/json-document.ts';
import { formingText, runData } from '../framework/run-bars.ts';

/** How many incomplete bars a note names; `--json` has all of them. */
const NAMED = 5;

/**
 * Writes the bars of `file` as bars of `to` to `out`. Bars that have not closed by the clock of the
 * context are left out before.
 * @throws InputError if an option is missing, for a file that cannot be read, for bars that are not
 *   shorter than `to`, and if not one bar of `to` is whole
 */
export async function resampleFile(
  context: CommandContext,
  options: {
    readonly file: string | undefined;
    readonly from: Timeframe | undefined;
    readonly to: Timeframe | undefined;
    readonly out: string | undefined;
  },
): Promise<CommandResult> {
  const { file, to, out, from } = options;
  if (file === undefined) throw new InputError('resample: expected FILE, got nothing');
  if (to === undefined) throw new InputError('resample: expected --to 4h or --to 1d, got nothing');
  if (out === undefined) throw new InputError('resample: expected --out FILE, got nothing');
  const only = from === undefined ? {} : { timeframe: from };
  const loaded = await context.timer.timeAsync('read bars', () => loadBars(file, only));
  for (const note of loaded.notes) context.noteData(note);
  const { bars, timeframe, source } = loaded;
  const calendar = marketCalendar(bars.time, timeframe);
  const count = closedCount(calendar, bars.time, context.now());
  if (count < bars.time.length) context.noteData(`left out: ${formingText(bars.time, count)}`);
  if (count === 0) throw new InputError(`${file}: expected a bar that has closed, got none`);
  const { bars: longer, ...found } = resampled(sliceBars(bars, 0, count), timeframe, to, file);
  const { incomplete, leftOut } = found;
  if (incomplete.length > 0) context.noteData(`${file}: ${incompleteText(incomplete, to)}`);
  if (leftOut !== null)
    context.noteData(`left out: ${barText(leftOut)}: its end is not in the file`);
  const { extra = {}, ...columns } = longer;
  const written = await context.timer.timeAsync('write', async () =>
    context.writeFile(out, await encodeColumnFile(out, { ...columns, ...extra })),
  );
  const range = { first: longer.time[0]!, last: longer.time.at(-1)! };
  return {
    data: runData(source, bars.time, { calendar, count, findings: loaded }),
    result: {
      from: timeframe,
      to,
      rows: longer.time.length,
      range: { first: isoTime(range.first), last: isoTime(range.last) },
      incomplete: incomplete.map(described),
      leftOut:
        leftOut === null ? missing('the last longer bar ends with the file') : described(leftOut),
      columns: Object.keys(extra),
      file: { ...written },
    },
    text: [
      `${counted(count, 'bar')} of ${timeframe} are ${counted(longer.time.length, 'bar')} of ${to}`,
      `range      ${formatBarTime(range.first)} to ${formatBarTime(range.last)}`,
    ].join('\n'),
  };
}

function resampled(
  bars: Parameters<typeof resampleBars>[0],
  from: Timeframe,
  to: Timeframe,
  file: string,
): ReturnType<typeof resampleBars> {
  try {
    return resampleBars(bars, from, to);
  } catch (error) {
    if (error instanceof InputError) throw new InputError(`${file}: ${error.message}`);
    throw error;
  }
}

function incompleteText(incomplete: readonly IncompleteBar[], to: Timeframe): string {
  const listed = incomplete.slice(0, NAMED).map(barText).join(', ');
  const more = incomplete.length - NAMED;
  const rest = more > 0 ? ` and ${more} more (--json has all)` : '';
  return `${counted(incomplete.length, 'incomplete bar')} of ${to}: ${listed}${rest}`;
}

/** `2024-03-31 (23 of 24)`. */
function barText({ time, bars, expected }: IncompleteBar): string {
  return `${formatBarTime(time)} (${bars} of ${expected})`;
}

function described({ time, bars, expected }: IncompleteBar): JsonInput {
  return { time: isoTime(time), bars, expected };
}

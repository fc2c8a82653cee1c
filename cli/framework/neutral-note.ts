/**
 * The note that nearly all labels are neutral, with a threshold that suits the bars better. Returns
 * grow with about the square root of time: a threshold for days is too wide for shorter bars.
 */

import { barSeconds, DAY_SECONDS, type Timeframe } from '../../engine/core/bar-time.ts';
import { THRESHOLD_OPTION, type TargetName } from '../../features/targets.ts';
import type { CommandContext } from './command.ts';
import { percent } from './figure-text.ts';

/** Beyond this share of neutral rows a reader is told. */
const MOSTLY = 0.8;

/** Targets whose classes `--threshold` cuts. */
const CUT_TARGETS: ReadonlySet<TargetName> = new Set(['bucket', 'forward_5']);

/** How the labels came about: the options of a command that learns. */
export type LabelOptions = {
  readonly target: TargetName;
  readonly threshold: number;
  readonly timeframe: Timeframe;
};

/**
 * Notes that more than 80 % of the rows are neutral, if `--threshold` has to do with it.
 * @param share the share of neutral rows: `neutralShare` of engine/learn/neutral-labels.ts
 */
export function noteMostlyNeutral(
  { note }: Pick<CommandContext, 'note'>,
  share: number,
  { target, threshold, timeframe }: LabelOptions,
): void {
  if (!(share > MOSTLY) || !CUT_TARGETS.has(target)) return;
  const scaled = scaledThreshold(timeframe);
  const advice =
    scaled < threshold
      ? `--threshold ${scaled} suits bars of ${timeframe} better (0.01 / sqrt(bars a day))`
      : 'a lower --threshold leaves fewer of them neutral';
  note(`${percent(share)} of the rows are neutral at --threshold ${threshold}: ${advice}`);
}

/** The threshold of daily bars for bars of `timeframe`: over the root of the bars a day. */
function scaledThreshold(timeframe: Timeframe): number {
  const barsPerDay = DAY_SECONDS / barSeconds(timeframe);
  return Math.round((1000 * THRESHOLD_OPTION.default) / Math.sqrt(barsPerDay)) / 1000;
}

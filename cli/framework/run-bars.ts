/** The bars a command works on (`--data`, or the synthetic sample) and their `run.data` block. */

import { join } from 'node:path';
import type { Bars } from '../../engine/core/bars.ts';
import type { Timeframe } from '../../engine/core/bar-time.ts';
import type { CommandContext, RunData } from './command.ts';
import { loadBars } from '../../data/load-bars.ts';
import { syntheticBars } from '../../data/synthetic.ts';

/** Bars and where they came from: hand `data` back in the command's result. */
export type RunBars = { readonly bars: Bars; readonly data: RunData };

/**
 * The bars of DATA_OPTIONS' values; without a file the synthetic sample, which the output says.
 * @throws InputError where the file cannot be read or is not what it should be
 */
export async function loadRunBars(
  context: CommandContext,
  options: { readonly data: string | undefined; readonly timeframe: Timeframe },
): Promise<RunBars> {
  const { data: path, timeframe } = options;
  const loaded = await context.timer.timeAsync('read bars', async () =>
    path === undefined
      ? syntheticBars(timeframe)
      : loadBars(path, { timeframe, cacheFolder: cacheFolder(context) }),
  );
  if (loaded.cacheProblem !== null) context.note(`not cached: ${loaded.cacheProblem}`);
  const { name, sha256, synthetic } = loaded.source;
  const rows = loaded.bars.time.length;
  if (synthetic) context.note(`${name}: --data FILE gives it real bars`);
  return {
    bars: loaded.bars,
    data: { name, path: path ?? null, sha256, rows, synthetic },
  };
}

/** Where parsed CSV is kept as Arrow: `walkforest` in the user's cache folder; nowhere if none. */
export function cacheFolder({ env, replaying }: CommandContext): string | undefined {
  const home = env['HOME'];
  const caches = env['XDG_CACHE_HOME'] ?? (home === undefined ? undefined : join(home, '.cache'));
  return replaying || caches === undefined ? undefined : join(caches, 'walkforest');
}

/**
 * The live function as it is deployed: its zip, and what an invocation costs in a process of its
 * own, against stand-ins on loopback. Before anything counts, each scene must end as expected: the
 * right position, one line in the log and one mail a day.
 */

import { assert } from '../engine/core/errors.ts';
import { resolveOptions } from '../engine/core/options.ts';
import type { CommandContext } from '../cli/framework/command.ts';
import { SERIES_FILE_OPTIONS } from '../cli/framework/series-option.ts';
import { playDays, type DayMode } from '../cli/lambda/day-scenes.ts';
import { bundleLambda } from '../cli/lambda/lambda-bundle.ts';
import type { InvocationMeasure } from '../cli/lambda/lambda-process.ts';
import { inFolder, unzipInto } from '../cli/lambda/unzipped-function.ts';
import { plainFigures, type CaseFigures } from './measure.ts';

/** An invocation of a scene: the paper scene has two days, and each scene ends with a retry. */
type Moment = { readonly name: string; readonly mode: DayMode; readonly at: number };

const MOMENTS: readonly Moment[] = [
  { name: 'first day, on paper', mode: 'paper', at: 0 },
  { name: 'a day on paper', mode: 'paper', at: 1 },
  { name: 'a day with an order', mode: 'demo', at: 0 },
  { name: 'a day that is done already', mode: 'demo', at: 1 },
];

const NO_SERIES = resolveOptions(SERIES_FILE_OPTIONS, {}, 'bench');

/** Figures of `rounds` rounds. The handler's time is that in which its event loop was active. */
export async function lambdaFigures(
  context: CommandContext,
  rounds: number,
): Promise<readonly CaseFigures[]> {
  const { zip } = await bundleLambda();
  // The processes of the function have the clock of this machine, whatever the command's clock is.
  const site = { ...context, now: () => Date.now() };
  const measured: InvocationMeasure[][] = [];
  await inFolder(async (folder) => {
    const baked = await unzipInto(folder, zip);
    const given = { folder, baked, modelPath: undefined, options: NO_SERIES };
    for (let round = 0; round < rounds; round++) {
      measured.push(momentsOf(await playDays(site, ['paper', 'demo'], given)));
    }
  });
  const checked = true;
  const all = measured.flat();
  const [imports, memory] = [all.map((one) => one.importMs), all.map((one) => one.peakMemoryMb)];
  return [
    plainFigures({ name: 'zip without a model', unit: 'bytes', checked }, [zip.length]),
    plainFigures({ name: 'import', unit: 'ms', checked }, imports),
    ...MOMENTS.map(({ name }, i) => {
      const figures = { name: `handler active, ${name}`, unit: 'ms', checked } as const;
      return plainFigures(
        figures,
        measured.map((round) => round[i]!.activeMs),
      );
    }),
    plainFigures({ name: 'peak memory', unit: 'MB', checked }, memory),
  ];
}

function momentsOf(scenes: Awaited<ReturnType<typeof playDays>>): InvocationMeasure[] {
  for (const { mode, asExpected, text } of scenes) {
    if (!asExpected) throw new Error(`the scene ${mode} is not as expected:\n${text}`);
  }
  return MOMENTS.map(({ mode, at }) => {
    const measure = scenes.find((scene) => scene.mode === mode)!.invocations[at];
    assert(measure != null, 'no process of these scenes is killed');
    return measure;
  });
}

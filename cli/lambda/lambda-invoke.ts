/**
 * `npm run lambda:invoke -- --local`: unzips the functions and runs them in fresh processes against
 * stand-ins for AWS and for the exchanges. Prints what happened, line by line.
 */

import { InputError } from '../../engine/core/errors.ts';
import type { Command } from '../framework/command.ts';
import { commandLine } from '../framework/call.ts';
import { defineCommand } from '../framework/command.ts';
import { missing, type JsonInput } from '../framework/json-document.ts';
import { SERIES_FILE_OPTIONS } from '../framework/series-option.ts';
import { DAYS, playDays } from './day-scenes.ts';
import { LAMBDA_ZIP, retrainZip } from './lambda-build.ts';
import { playRetraining } from './retrain-scene.ts';
import { MODES, type Scene } from './scene.ts';
import { inFolder, unzipFile } from './unzipped-function.ts';

const OPTIONS = {
  local: {
    kind: 'flag',
    default: false,
    doc: 'Required: run on this machine; `aws lambda invoke` runs a deployed function',
  },
  mode: {
    kind: 'choice',
    default: 'all',
    choices: [...MODES, 'all'],
    doc:
      'The scene: two days on paper, a day in shadow (a live account is read, orders are only ' +
      'logged), a demo trade, a demo trade whose process is killed when the exchange has its ' +
      'order, or a retraining; each ends with a second event on its last day',
  },
  zip: {
    kind: 'text',
    default: LAMBDA_ZIP,
    placeholder: 'FILE',
    path: 'file',
    doc: 'The function to run; beside it, as lambda:build leaves it, the one that retrains',
  },
  model: {
    kind: 'text',
    default: undefined,
    placeholder: 'FILE',
    path: 'file',
    doc:
      'The model in the bucket; default: the one inside the zip, else one of the sample; ' +
      'the retraining always has one of the sample',
  },
  series: {
    ...SERIES_FILE_OPTIONS.series,
    doc: 'CSV files of series that the model needs: they are put into the bucket',
  },
  onchain: {
    ...SERIES_FILE_OPTIONS.onchain,
    doc: 'Folder of the on-chain series that the model needs: stand-ins of their sources send them',
  },
} as const;

export const lambdaInvokeCommand: Command = defineCommand({
  name: 'lambda:invoke',
  purpose:
    'Runs the built functions on this machine. They run for one or two days, against ' +
    'stand-ins.',
  options: OPTIONS,
  examples: ['--local', '--local --mode crashed-after-send'],
  volatile: ['scenes'],
  run: async (context, options) => {
    const { local, mode, zip, model: modelPath } = options;
    if (!local) {
      const line = commandLine(context.call, 'lambda:invoke', '--local');
      throw new InputError(`command line: expected --local: ${line}; see --help`);
    }
    const scenes: Scene[] = [];
    const days = mode === 'all' ? DAYS : DAYS.filter((one) => one === mode);
    if (days.length > 0) {
      scenes.push(
        ...(await inFolder(async (folder) => {
          const baked = await unzipFile(folder, zip, context.call);
          return await playDays(context, days, { folder, baked, modelPath, options });
        })),
      );
    }
    if (mode === 'all' || mode === 'retrain') {
      scenes.push(
        await inFolder(async (folder) => {
          await unzipFile(folder, retrainZip(zip), context.call);
          return await context.timer.timeAsync('scene retrain', () =>
            playRetraining(context, folder),
          );
        }),
      );
    }
    return {
      result: { zip, scenes: scenes.map(sceneFacts) },
      text: scenes.map(({ text }) => text).join('\n\n'),
      checkFailed: scenes.some(({ asExpected }) => !asExpected),
    };
  },
});

function sceneFacts(scene: Scene): JsonInput {
  const { mode, asExpected, position, orders, logLines, mails } = scene;
  const invocations = scene.invocations.map((measure) =>
    measure === null ? missing('its process was killed') : { ...measure },
  );
  return { mode, asExpected, position, orders, logLines, mails, invocations };
}

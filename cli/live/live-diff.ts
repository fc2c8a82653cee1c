/**
 * `npm run live:diff`: derives every logged signal again from bars that you kept and from the model
 * that the record names. For each day it says `identical`, or what differs. The policy's position
 * is derived from day to day, too, and not taken from the log.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readBytes, readNames } from '../../data/read-user-file.ts';
import { InputError } from '../../engine/core/errors.ts';
import { textOf } from '../../engine/live/edges/object-store.ts';
import type { Difference } from '../../engine/live/journal/signal-diff.ts';
import { LIVE_OPTIONS } from '../../engine/live/live-settings.ts';
import { loadModelArtifact } from '../../engine/live/model/model-artifact.ts';
import { sha256Of } from '../../engine/live/model/model-pointer.ts';
import { catalogue } from '../../features/catalogue.ts';
import type { Command, CommandContext } from '../framework/command.ts';
import { DATA_OPTIONS, defineCommand } from '../framework/command.ts';
import { loadRunBars } from '../framework/run-bars.ts';
import {
  deriveDays,
  recordsOf,
  storedModels,
  type LoggedDays,
  type Verdict,
} from './derived-signals.ts';
import { settingsOf } from './live-edges.ts';
import { operatorStore } from './operator-store.ts';
import { POSITIONS, SIGNAL_LOG } from './predict.ts';
import { filesOnce, readSeriesSources, SERIES_FILE_OPTIONS } from '../framework/series-option.ts';

const OPTIONS = {
  data: {
    ...DATA_OPTIONS.data,
    doc: 'Bars that include the logged days: TradingView or Kraken CSV, Arrow, Parquet',
  },
  log: {
    kind: 'text',
    default: SIGNAL_LOG,
    placeholder: 'FILE',
    path: 'file',
    doc: 'The signal log',
  },
  models: {
    kind: 'text',
    default: 'models',
    placeholder: 'DIR',
    path: 'folder',
    doc: 'Folder of model files with any names; a record names its model by SHA-256',
  },
  bucket: {
    kind: 'text',
    default: undefined,
    placeholder: 'BUCKET',
    doc: 'The bucket, or a folder with a slash, used instead of --log and --models',
  },
  key: {
    kind: 'text',
    default: LIVE_OPTIONS.s3ModelKey.default,
    placeholder: 'KEY',
    doc: "The models' key in the bucket",
  },
  ...SERIES_FILE_OPTIONS,
  position: {
    kind: 'choice',
    default: 'flat',
    choices: ['long', 'flat', 'short'],
    doc: "Position before the first logged day; from then on the policy's own",
  },
} as const;

export const liveDiffCommand: Command = defineCommand({
  name: 'live:diff',
  purpose:
    'Derives each logged signal again and says what differs. It uses kept bars and kept ' +
    'models.',
  options: OPTIONS,
  examples: [
    '--data btc.csv --log outputs/btc_signals.jsonl --models models',
    '--data btc.csv --bucket my-btc-signals --json',
  ],
  run: async (context, options) => {
    const { bars, data } = await loadRunBars(context, { data: options.data, timeframe: '1d' });
    const logged = await recordsAndModels(context, options);
    for (const fault of logged.faults) context.note(`warning: ${fault}`);
    const { found, files } = await readSeriesSources(context, options);
    const from = { ...logged, series: found.sources };
    const days = await deriveDays(from, bars, POSITIONS[options.position]);
    const count = (verdict: Verdict['verdict']): number =>
      days.filter((day) => day.verdict === verdict).length;
    const [identical, different, notDerived] = (
      ['identical', 'differs', 'not derived'] as const
    ).map(count) as [number, number, number];
    const differing = days.map(({ date, verdict, reason, differences }) => {
      return { date, verdict, reason, differences: differences.map(plain) };
    });
    return {
      data,
      inputs: filesOnce(files),
      result: { identical, different, notDerived, days: differing, faults: logged.faults },
      text: [
        ...days.flatMap(verdictLines),
        `${identical} identical, ${different} different, ${notDerived} not derived`,
      ].join('\n'),
      checkFailed: different + notDerived + logged.faults.length > 0,
    };
  },
});

async function recordsAndModels(
  context: CommandContext,
  options: {
    readonly log: string;
    readonly models: string;
    readonly bucket: string | undefined;
    readonly key: string;
  },
): Promise<LoggedDays> {
  const { bucket, key, log, models } = options;
  if (bucket === undefined) {
    const text = Buffer.from(await readBytes(log)).toString('utf8');
    return { ...recordsOf(text, log), model: await modelsBelow(models) };
  }
  const store = await operatorStore(context, bucket);
  const { s3SignalsKey: logKey } = settingsOf(context);
  const stored = await store.read(logKey);
  if (stored === undefined) throw new InputError(`${bucket}: expected a log at ${logKey}`);
  const model = storedModels(store, key);
  return { ...recordsOf(textOf(stored), logKey), model };
}

/** Finds models in `folder` by the hash of their bytes. Other files are ignored. */
async function modelsBelow(folder: string): Promise<LoggedDays['model']> {
  const names = await readNames(folder, 'a folder of model files');
  const files = await Promise.all(
    names
      .filter((name) => name.endsWith('.bin'))
      .map(async (name) => {
        const bytes = await readFile(join(folder, name));
        return [sha256Of(bytes), { name, bytes }] as const;
      }),
  );
  const bySha256 = new Map(files);
  return async (sha256) => {
    const file = bySha256.get(sha256);
    return file && loadModelArtifact(file.bytes, join(folder, file.name), catalogue);
  };
}

function verdictLines({ date, verdict, reason, differences }: Verdict): readonly string[] {
  return [
    `${date} ${verdict}${reason === null ? '' : `: ${reason}`}`,
    ...differences.map(
      ({ field, logged, derived }) => `  ${field}: ${logged} logged, ${derived} derived`,
    ),
  ];
}

function plain({ field, logged, derived }: Difference) {
  return { field, logged, derived };
}

/** `npm run lambda:build`: makes the zips of the two functions that are deployed. */

import { loadModelArtifact } from '../../engine/live/model/model-artifact.ts';
import { InputError, OutsideError } from '../../engine/core/errors.ts';
import type { Command } from '../framework/command.ts';
import { defineCommand } from '../framework/command.ts';
import {
  bundleLambda,
  bundleRetraining,
  MAX_CODE_ZIP_BYTES,
  MAX_RETRAIN_ZIP_BYTES,
  type LambdaBundle,
} from './lambda-bundle.ts';
import { plansBySource, seriesKey } from '../../engine/live/model/model-series.ts';
import { onChainSource } from '../../engine/sources/on-chain-sources.ts';
import { checkServable } from '../live/series-upload.ts';
import { readModelFile } from '../live/model-file.ts';
import { catalogue } from '../../features/catalogue.ts';

/** The default path of the zip. The stack deploys it from there. */
export const LAMBDA_ZIP = 'dist/lambda.zip';

/** The path of the zip that retrains, beside the other one: `dist/lambda-retrain.zip`. */
export function retrainZip(path: string): string {
  return path.replace(/(\.zip)?$/, '-retrain.zip');
}

const OPTIONS = {
  model: {
    kind: 'text',
    default: undefined,
    placeholder: 'FILE',
    path: 'file',
    doc: 'A model to put into the zip; it is used only if the bucket has none',
  },
  out: {
    kind: 'text',
    default: LAMBDA_ZIP,
    placeholder: 'FILE',
    path: 'file',
    doc: 'The zip to write',
  },
} as const;

export const lambdaBuildCommand: Command = defineCommand({
  name: 'lambda:build',
  purpose:
    'Builds the AWS Lambda functions. One runs every day, the other one retrains every week.',
  options: OPTIONS,
  examples: ['', '--model models/btc_daily_rf.bin'],
  outputs: ({ out }) => [{ path: out }, { path: retrainZip(out) }],
  run: async (context, { model: modelPath, out }) => {
    const model =
      modelPath === undefined ? undefined : await readModelFile(modelPath, context.call);
    const needed = model === undefined ? [] : checkModel(model, modelPath!);
    for (const need of needed) context.note(need);
    const bundle = await context.timer.timeAsync('bundle', () => bundleLambda(model));
    checkSize("the function's code", bundle, MAX_CODE_ZIP_BYTES);
    const weekly = await context.timer.timeAsync('bundle', bundleRetraining);
    checkSize("the retraining's code", weekly, MAX_RETRAIN_ZIP_BYTES);
    const file = await context.writeFile(out, bundle.zip);
    const retrain = await context.writeFile(retrainZip(out), weekly.zip);
    const { path, bytes, sha256 } = file;
    const { codeBytes, codeZipBytes, inputs } = bundle;
    const modelBytes = model?.length ?? 0;
    return {
      result: {
        path,
        bytes,
        sha256,
        codeBytes,
        codeZipBytes,
        modelBytes,
        files: inputs.length,
        retrain: { path: retrain.path, bytes: retrain.bytes, sha256: retrain.sha256 },
      },
      text: [
        `${path}: ${bytes} bytes, SHA-256 ${sha256}`,
        codeText(bundle),
        modelPath === undefined
          ? 'model  none, it comes from the bucket'
          : `model  ${modelBytes} bytes, from ${modelPath}`,
        `${retrain.path}: ${retrain.bytes} bytes, SHA-256 ${retrain.sha256}`,
        codeText(weekly),
      ].join('\n'),
    };
  },
});

function checkSize(what: string, { codeZipBytes }: LambdaBundle, most: number): void {
  if (codeZipBytes <= most) return;
  throw new OutsideError(`${what}, zipped: expected at most ${most} bytes, got ${codeZipBytes}`);
}

function codeText({ codeZipBytes, codeBytes, inputs }: LambdaBundle): string {
  return `code   ${codeZipBytes} bytes zipped, ${codeBytes} minified, of ${inputs.length} files`;
}

/**
 * Refuses here what the function would refuse every day: no model, one of an unknown market, or one
 * of columns that its bars do not have. Says where the function will read each of its series.
 */
function checkModel(model: Uint8Array, path: string): readonly string[] {
  const { header } = loadModelArtifact(model, path, catalogue);
  const names = header.features.map(({ name }) => name);
  checkServable(names, path);
  if (header.market === null) {
    throw new InputError(`${path}: expected a model of a known market: train it with --market`);
  }
  return plansBySource(header.series ?? []).map(({ source }) => {
    const [key, known] = [seriesKey(source), onChainSource(source)];
    return known === undefined
      ? `the model needs the object ${key} in the bucket`
      : `the function asks ${known.title} if the bucket has no ${key} that is up to date`;
  });
}

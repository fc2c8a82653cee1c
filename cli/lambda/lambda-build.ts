/** `npm run lambda:build`: makes the zip of the function that is deployed. */

import { loadModelArtifact } from '../../engine/live/model/model-artifact.ts';
import { InputError, OutsideError } from '../../engine/core/errors.ts';
import type { Command } from '../framework/command.ts';
import { defineCommand } from '../framework/command.ts';
import { bundleLambda, MAX_CODE_ZIP_BYTES } from './lambda-bundle.ts';
import { seriesKey } from '../../engine/live/model/model-series.ts';
import { checkServable } from '../live/series-upload.ts';
import { readModelFile } from '../live/model-file.ts';
import { catalogue } from '../../features/catalogue.ts';

/** The default path of the zip. The stack deploys it from there. */
export const LAMBDA_ZIP = 'dist/lambda.zip';

const OPTIONS = {
  model: {
    kind: 'text',
    default: undefined,
    placeholder: 'FILE',
    doc: 'A model to put into the zip; it is used only if the bucket has none',
  },
  out: { kind: 'text', default: LAMBDA_ZIP, placeholder: 'FILE', doc: 'The zip to write' },
} as const;

export const lambdaBuildCommand: Command = defineCommand({
  name: 'lambda:build',
  purpose: 'Builds the AWS Lambda function: one zip with everything that it needs.',
  options: OPTIONS,
  examples: ['', '--model models/btc_daily_rf.bin'],
  outputs: ({ out }) => [{ path: out }],
  run: async (context, { model: modelPath, out }) => {
    const model =
      modelPath === undefined ? undefined : await readModelFile(modelPath, context.call);
    const needed = model === undefined ? [] : checkModel(model, modelPath!);
    for (const key of needed) context.note(`the model needs the object ${key} in the bucket`);
    const bundle = await context.timer.timeAsync('bundle', () => bundleLambda(model));
    const { zip, codeBytes, codeZipBytes, inputs } = bundle;
    if (codeZipBytes > MAX_CODE_ZIP_BYTES) {
      const got = `expected at most ${MAX_CODE_ZIP_BYTES} bytes, got ${codeZipBytes}`;
      throw new OutsideError(`the function's code, zipped: ${got}`);
    }
    const file = await context.writeFile(out, zip);
    const { path, bytes, sha256 } = file;
    const modelBytes = model?.length ?? 0;
    return {
      result: { path, bytes, sha256, codeBytes, codeZipBytes, modelBytes, files: inputs.length },
      text: [
        `${path}: ${bytes} bytes, SHA-256 ${sha256}`,
        `code   ${codeZipBytes} bytes zipped, ${codeBytes} minified, of ${inputs.length} files`,
        modelPath === undefined
          ? 'model  none, it comes from the bucket'
          : `model  ${modelBytes} bytes, from ${modelPath}`,
      ].join('\n'),
    };
  },
});

/**
 * Refuses here what the function would refuse every day: no model, one of an unknown market, or one
 * of columns that its bars do not have. Gives the keys of the series that the bucket must have.
 */
function checkModel(model: Uint8Array, path: string): readonly string[] {
  const { header } = loadModelArtifact(model, path, catalogue);
  const names = header.features.map(({ name }) => name);
  checkServable(names, path);
  if (header.market === null) {
    throw new InputError(`${path}: expected a model of a known market: train it with --market`);
  }
  return [...new Set((header.series ?? []).map(({ source }) => seriesKey(source)))];
}

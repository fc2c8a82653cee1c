/**
 * Each of the two functions as one zip. One minified file holds the handler, the forest and the
 * clients of the SDK; beside that of the daily run, a model may lie. The same sources give the same
 * bytes, because no time and no path of this machine go into the zip.
 */

import { createHash } from 'node:crypto';
import type { Plugin } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { packageVersion } from '../../data/package-version.ts';
import { BAKED_MODEL_FILE, packModel } from '../../engine/live/model/baked-model.ts';
import { loadOptional } from '../../data/optional-package.ts';
import { compileEarly } from './eager-functions.ts';
import { trimHelp } from './help-trimming.ts';
import { standIns, trimSdk } from './sdk-trimming.ts';

/** A built function. */
export type LambdaBundle = {
  readonly zip: Uint8Array;
  readonly sha256: string;
  /** Minified code, before compression. */
  readonly codeBytes: number;
  /** The zip without the model. */
  readonly codeZipBytes: number;
  /** Files of which the bundle has at least one byte, as esbuild names them. */
  readonly inputs: readonly string[];
};

/** Larger code (without a model) is refused, because it would start too slowly. */
export const MAX_CODE_ZIP_BYTES = 115_000;

/** The same for the function that retrains, which has the forest's kernel, but no orders. */
export const MAX_RETRAIN_ZIP_BYTES = 100_000;

/** In a zip that was made on Unix: a file that every user may read. Lambda runs as another user. */
const UNIX = 3;
const READABLE_FILE = 0o100644 << 16;

/** The folder of the package, or of its compiled files. */
const PACKAGE = fileURLToPath(new URL('../../', import.meta.url));

/** Imports that are replaced by smaller files of ours. Each of these files says why. */
const STAND_INS = [
  [/^@aws-sdk\/credential-provider-node$/, ours('environment-credentials')],
  [/\/(configLoader|getInstanceMetadataRegion)$/, ours('environment-settings')],
  [/^@smithy\/core\/event-streams$/, ours('no-event-streams')],
  [/^node:process$/, ours('global-process')],
  [/\/check-definition\.(ts|js)$/, ours('no-definition-check')],
] as const;

/** Only for the retraining. */
const NO_SECRETS = [/^@aws-sdk\/client-secrets-manager$/, ours('no-secrets')] as const;

/** The zip of the daily run. `model` is the bytes of a model file to put inside. */
export async function bundleLambda(model?: Uint8Array): Promise<LambdaBundle> {
  const bundled = await bundledCode('handler', { further: [compileEarly(PACKAGE)] });
  return await zipped(bundled, model === undefined ? {} : { [BAKED_MODEL_FILE]: packModel(model) });
}

/** The zip of the function that retrains. */
export async function bundleRetraining(): Promise<LambdaBundle> {
  // The handler reads this name, because the zip has no package.json.
  const version = { PACKAGE_VERSION: JSON.stringify(packageVersion()) };
  const options = { constants: version, replaced: [NO_SECRETS] };
  return await zipped(await bundledCode('retrain-handler', options), {});
}

/** The zip of `code`, with further files beside it. */
async function zipped(
  { code, inputs }: BundledCode,
  beside: Readonly<Record<string, Uint8Array>>,
): Promise<LambdaBundle> {
  const { zipSync } = await import('fflate');
  // A zip stores local time. This date is made from local parts, so its bytes are always the same.
  const mtime = new Date(1980, 0, 1);
  const pack = (files: Record<string, Uint8Array>): Uint8Array =>
    zipSync(files, { level: 9, mtime, os: UNIX, attrs: READABLE_FILE });
  const codeZip = pack({ 'index.mjs': code });
  const zip = Object.keys(beside).length === 0 ? codeZip : pack({ 'index.mjs': code, ...beside });
  return {
    zip,
    sha256: createHash('sha256').update(zip).digest('hex'),
    codeBytes: code.length,
    codeZipBytes: codeZip.length,
    inputs,
  };
}

/**
 * A file of lambda/ without its suffix: esbuild finds the source in tests, else the compiled file.
 */
function ours(name: string): string {
  return fileURLToPath(new URL(`../../lambda/${name}`, import.meta.url));
}

/** esbuild, which the package does not install by itself: ten megabytes that only this needs. */
function loadEsbuild(): Promise<typeof import('esbuild')> {
  return loadOptional(['esbuild'], 'esbuild builds the function', () => import('esbuild'));
}

type BundledCode = { readonly code: Uint8Array; readonly inputs: readonly string[] };

/**
 * The code of a file of lambda/. `constants` are names that become these texts of code, `replaced`
 * are further imports that are replaced, and `further` are the last plugins.
 */
async function bundledCode(
  entry: string,
  {
    constants = {},
    replaced = [],
    further = [],
  }: {
    readonly constants?: Record<string, string>;
    readonly replaced?: Parameters<typeof standIns>[0];
    readonly further?: readonly Plugin[];
  },
): Promise<BundledCode> {
  const { build } = await loadEsbuild();
  const { outputFiles, metafile } = await build({
    entryPoints: [ours(entry)],
    define: constants,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    // Use the SDK's ES modules, because esbuild can leave out their unused parts.
    mainFields: ['module', 'main'],
    plugins: [
      trimSdk(ours('regional-endpoints')),
      trimHelp,
      standIns([...STAND_INS, ...replaced]),
      ...further,
    ],
    minify: true,
    legalComments: 'none',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const [output] = Object.values(metafile.outputs);
  const inputs = Object.entries(output!.inputs)
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([path]) => path);
  return { code: outputFiles[0]!.contents, inputs };
}

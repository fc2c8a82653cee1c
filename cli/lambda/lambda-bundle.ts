/**
 * The function as one zip: handler, forest and the three SDK clients in one minified file, and the
 * model beside it where one is baked in. Same sources, same bytes: no time of day, no path of this
 * machine goes in.
 */

import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { BAKED_MODEL_FILE, packModel } from '../../engine/live/model/baked-model.ts';
import { standIns, trimSdk } from './sdk-trimming.ts';

/** A built function. */
export type LambdaBundle = {
  readonly zip: Uint8Array;
  readonly sha256: string;
  /** Minified code, before compression. */
  readonly codeBytes: number;
  /** The zip without the model. */
  readonly codeZipBytes: number;
  /** Files that gave at least a byte to the bundle, as esbuild names them. */
  readonly inputs: readonly string[];
};

/** Larger code, without a model, is refused: it starts too slowly. */
export const MAX_CODE_ZIP_BYTES = 114_000;

/** A file that everybody may read, as a zip made on Unix says it: Lambda runs as another user. */
const UNIX = 3;
const READABLE_FILE = 0o100644 << 16;

/** What the SDK imports, and what it gets; each file says why. */
const STAND_INS = [
  [/^@aws-sdk\/credential-provider-node$/, ours('environment-credentials')],
  [/\/(configLoader|getInstanceMetadataRegion)$/, ours('environment-settings')],
  [/^@smithy\/core\/event-streams$/, ours('no-event-streams')],
  [/^node:process$/, ours('global-process')],
] as const;

/** The function's zip, with `model` (a model file's bytes) inside where it is given. */
export async function bundleLambda(model?: Uint8Array): Promise<LambdaBundle> {
  const { code, inputs } = await bundledCode();
  const { zipSync } = await import('fflate');
  // The parts of a zip's time are local ones: this date is the same in every zone.
  const mtime = new Date(1980, 0, 1);
  const pack = (files: Record<string, Uint8Array>): Uint8Array =>
    zipSync(files, { level: 9, mtime, os: UNIX, attrs: READABLE_FILE });
  const codeZip = pack({ 'index.mjs': code });
  const withModel = (baked: Uint8Array): Uint8Array =>
    pack({ 'index.mjs': code, [BAKED_MODEL_FILE]: packModel(baked) });
  const zip = model === undefined ? codeZip : withModel(model);
  return {
    zip,
    sha256: createHash('sha256').update(zip).digest('hex'),
    codeBytes: code.length,
    codeZipBytes: codeZip.length,
    inputs,
  };
}

/** A file of lambda/. Without a suffix: the source under tests, the compiled file otherwise. */
function ours(name: string): string {
  return fileURLToPath(new URL(`../../lambda/${name}`, import.meta.url));
}

async function bundledCode(): Promise<{ code: Uint8Array; inputs: readonly string[] }> {
  const { build } = await import('esbuild');
  const { outputFiles, metafile } = await build({
    entryPoints: [ours('handler')],
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    // The SDK's ES modules, of which only what is used stays.
    mainFields: ['module', 'main'],
    plugins: [trimSdk, standIns(STAND_INS)],
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

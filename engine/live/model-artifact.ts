/**
 * The trained model as a file: a forest with all that is needed to use it and to refuse it.
 * The header says what the model was trained on, by which definitions of its features, and which
 * policy for neutral goes with it; the codec's checksum covers both. Data, never code.
 * Must not know: where the bytes lie, exchanges, the clock.
 */

import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { featureDefinition } from '../../features/catalogue.ts';
import { featureFingerprint } from '../../features/fingerprint.ts';
import { scaleOf, type Scale } from '../../features/scale.ts';
import { TIMEFRAMES } from '../core/bar-time.ts';
import { assert, InputError, toError } from '../core/errors.ts';
import type { Forest } from '../forest/forest.ts';
import { decodeForest, encodeForest } from '../forest/model-codec.ts';
import { NEUTRAL_POLICIES } from '../trade/positions.ts';

/** Raised when a header of before can no longer be used. */
const ARTIFACT_VERSION = 1;

const MODEL_FEATURE = z.strictObject({
  name: z.string(),
  /** `featureFingerprint` of the definition it was trained with. */
  fingerprint: z.string(),
  /** The definition's parameters, in bars. */
  periods: z.record(z.string(), z.number()),
  lookback: z.number(),
  /** Bars before a row that settle its value; null where none do (anchored). */
  warmup: z.nullable(z.number()),
  /** Least and greatest value over the training rows. */
  range: z.tuple([z.number(), z.number()]),
  /** For an anchored feature, a running sum: its value at a bar from which live bars go on. */
  anchor: z.nullable(z.strictObject({ time: z.number(), value: z.number() })),
});

const MODEL_HEADER = z.strictObject({
  artifact: z.literal('walkforest model'),
  artifactVersion: z.literal(ARTIFACT_VERSION),
  packageVersion: z.string(),
  timeframe: z.enum(TIMEFRAMES),
  barsPerDay: z.number(),
  features: z.array(MODEL_FEATURE).check(z.minLength(1)),
  target: z.strictObject({ name: z.string(), threshold: z.number(), horizonBars: z.number() }),
  neutral: z.enum(NEUTRAL_POLICIES),
  data: z.strictObject({
    name: z.string(),
    sha256: z.string(),
    bars: z.number(),
    synthetic: z.boolean(),
  }),
  trainedRows: z.number(),
  /** Times are the bar's open, unix seconds. */
  firstTrainTime: z.number(),
  lastTrainTime: z.number(),
  /** The data's last bar, whose label was not known yet. */
  lastBarTime: z.number(),
  lastClose: z.number(),
  settings: z.strictObject({
    trees: z.number(),
    maxDepth: z.number(),
    minLeafRows: z.number(),
    bins: z.number(),
    seed: z.number(),
  }),
});

/** What a model file says about itself; plain JSON. */
export type ModelHeader = z.infer<typeof MODEL_HEADER>;
/** One of the model's features, in the order that its forest expects. */
export type ModelFeature = z.infer<typeof MODEL_FEATURE>;

/** A loaded model. */
export type ModelArtifact = {
  readonly header: ModelHeader;
  readonly forest: Forest;
  /** Of the file's bytes, hexadecimal. */
  readonly sha256: string;
};

/** What training knows; the constants of the format are added. */
export type ModelFacts = Omit<ModelHeader, 'artifact' | 'artifactVersion'>;

/** The file's bytes; same input, same bytes. */
export function encodeModelArtifact(facts: ModelFacts, forest: Forest): Uint8Array {
  const header: ModelHeader = {
    artifact: 'walkforest model',
    artifactVersion: ARTIFACT_VERSION,
    ...facts,
  };
  assert(sameNames(forest, header), "the header's features are the forest's columns");
  return encodeForest({ header: MODEL_HEADER.parse(header), forest });
}

/**
 * The model in `bytes`, fit for use by this version of the package.
 * @param where what names the source in a message: a path, an object's key
 * @throws InputError with the one reason why not: another kind of file, damaged, another version of
 *   the format, a header of another shape, a feature that is unknown or defined otherwise here, an
 *   anchored feature without its anchor
 */
export function loadModelArtifact(bytes: Uint8Array, where: string): ModelArtifact {
  const { header: raw, forest } = decodeForest(bytes, where);
  const header = checkedHeader(raw, where);
  if (!sameNames(forest, header)) {
    throw new InputError(`${where}: the header's features are not the forest's columns`);
  }
  const scale = scaleOf(header.timeframe, header.barsPerDay);
  for (const feature of header.features) checkFeature(feature, scale, where);
  return { header, forest, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/**
 * A feature as a model carries it.
 * @param trained its column over the training rows
 * @param last its value at the data's last bar, where an anchored feature goes on from
 */
export function modelFeature(
  name: string,
  scale: Scale,
  values: {
    readonly trained: Float64Array;
    readonly last: { readonly time: number; readonly value: number };
  },
): ModelFeature {
  const definition = featureDefinition(name);
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values.trained) {
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  return {
    name,
    fingerprint: featureFingerprint([name], scale),
    periods: definition.periods(scale),
    lookback: definition.lookback(scale),
    warmup: definition.warmup(scale),
    range: [least, greatest],
    anchor: definition.anchored ? values.last : null,
  };
}

function checkedHeader(raw: unknown, where: string): ModelHeader {
  const { artifact, artifactVersion } = Object(raw) as Readonly<Record<string, unknown>>;
  if (artifact !== 'walkforest model' || artifactVersion !== ARTIFACT_VERSION) {
    throw new InputError(
      `${where}: expected a walkforest model of version ${ARTIFACT_VERSION}, ` +
        `got ${String(artifact)} of version ${String(artifactVersion)}: train it anew`,
    );
  }
  const parsed = MODEL_HEADER.safeParse(raw);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]!.path.join('.') || 'a field';
  throw new InputError(
    `${where}: model header: ${field} is missing, unknown or of another kind`,
  );
}

function checkFeature(feature: ModelFeature, scale: Scale, where: string): void {
  const { name, fingerprint, anchor } = feature;
  let expected: string;
  try {
    expected = featureFingerprint([name], scale);
  } catch (error) {
    throw new InputError(`${where}: ${toError(error).message}`, { cause: error });
  }
  if (fingerprint !== expected) {
    throw new InputError(
      `${where}: feature ${name}: the model was trained with another definition ` +
        `(fingerprint ${fingerprint}, here ${expected}): train it anew`,
    );
  }
  if (featureDefinition(name).anchored && anchor === null) {
    throw new InputError(`${where}: feature ${name} is anchored, the model has no anchor for it`);
  }
}

function sameNames(forest: Forest, header: ModelHeader): boolean {
  const names = header.features.map((feature) => feature.name);
  return (
    forest.columns.length === names.length && forest.columns.every((name, i) => name === names[i])
  );
}

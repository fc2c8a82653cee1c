/**
 * The trained model as a file: a forest with all that is needed to use it and to refuse it.
 * The header says what the model was trained on, by which definitions of its features, and which
 * policy for neutral goes with it; the codec's checksum covers both. Data, never code.
 * Must not know: where the bytes lie, exchanges, the clock.
 */

import { assert, InputError, toError } from '../../core/errors.ts';
import type { FeatureFacts, FeatureSource, Scale } from '../../core/feature-source.ts';
import type { Forest } from '../../forest/forest.ts';
import { decodeForest, encodeForest } from '../../forest/model-codec.ts';
import {
  ARTIFACT,
  ARTIFACT_VERSION,
  headerMisfit,
  scaleOfModel,
  type ModelFeature,
  type ModelHeader,
} from './model-header.ts';
import { sha256Of } from './model-pointer.ts';

/** A loaded model. */
export type ModelArtifact = {
  readonly header: ModelHeader;
  readonly forest: Forest;
  /** Of the file's bytes, hexadecimal. */
  readonly sha256: string;
};

/** What training knows; the constants of the format are added. */
export type ModelFacts = Omit<ModelHeader, 'artifact' | 'artifactVersion'>;

/** The model of a forest and its file's bytes; same input, same bytes. */
export function encodeModelArtifact(
  facts: ModelFacts,
  forest: Forest,
): ModelArtifact & { readonly bytes: Uint8Array } {
  const header: ModelHeader = {
    artifact: ARTIFACT,
    artifactVersion: ARTIFACT_VERSION,
    ...facts,
  };
  assert(sameNames(forest, header), "the header's features are the forest's columns");
  assert(headerMisfit(header) === undefined, 'the header has its fields and no others');
  const bytes = encodeForest({ header, forest });
  return { header, forest, sha256: sha256Of(bytes), bytes };
}

/**
 * The model in `bytes`, fit for use by this version of the package.
 * @param features where its features will be computed from
 * @param where what names the source in a message: a path, an object's key
 * @throws InputError with the one reason why not: another kind of file, damaged, another version of
 *   the format, a header of another shape, a feature that is unknown or defined otherwise here, an
 *   anchored feature without its anchor
 */
export function loadModelArtifact(
  bytes: Uint8Array,
  where: string,
  features: FeatureSource,
): ModelArtifact {
  const { header: raw, forest } = decodeForest(bytes, where);
  const header = checkedHeader(raw, where);
  if (!sameNames(forest, header)) {
    throw new InputError(`${where}: the header's features are not the forest's columns`);
  }
  const scale = scaleOfModel(header);
  for (const feature of header.features) checkFeature(feature, { features, scale, where });
  return { header, forest, sha256: sha256Of(bytes) };
}

/**
 * A feature as a model carries it.
 * @param facts its definition at the model's scale
 * @param trained its column over the training rows
 * @param last its value at the data's last bar, where an anchored feature goes on from
 */
export function modelFeature(
  name: string,
  facts: FeatureFacts,
  values: {
    readonly trained: Float64Array;
    /** The feature at the last bar that is certainly complete. */
    readonly complete: { readonly time: number; readonly value: number };
  },
): ModelFeature {
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values.trained) {
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  return {
    name,
    ...facts,
    range: [least, greatest],
    anchor: facts.warmup === null ? values.complete : null,
  };
}

function checkedHeader(raw: unknown, where: string): ModelHeader {
  const { artifact, artifactVersion } = Object(raw) as Readonly<Record<string, unknown>>;
  if (artifact !== ARTIFACT || artifactVersion !== ARTIFACT_VERSION) {
    throw new InputError(
      `${where}: expected a walkforest model of version ${ARTIFACT_VERSION}, ` +
        `got ${String(artifact)} of version ${String(artifactVersion)}: train it anew`,
    );
  }
  const misfit = headerMisfit(raw);
  if (misfit === undefined) return raw as ModelHeader;
  const field = misfit === '' ? 'a field' : misfit;
  throw new InputError(`${where}: model header: ${field} is missing, unknown or of another kind`);
}

function checkFeature(
  feature: ModelFeature,
  at: { readonly features: FeatureSource; readonly scale: Scale; readonly where: string },
): void {
  const { features, scale, where } = at;
  const { name, fingerprint, anchor } = feature;
  let expected: FeatureFacts;
  try {
    expected = features.facts(name, scale);
  } catch (error) {
    throw new InputError(`${where}: ${toError(error).message}`, { cause: error });
  }
  if (fingerprint !== expected.fingerprint) {
    throw new InputError(
      `${where}: feature ${name}: the model was trained with another definition ` +
        `(fingerprint ${fingerprint}, here ${expected.fingerprint}): train it anew`,
    );
  }
  if (expected.warmup === null && anchor === null) {
    throw new InputError(`${where}: feature ${name} is anchored, the model has no anchor for it`);
  }
}

function sameNames(forest: Forest, header: ModelHeader): boolean {
  const names = header.features.map((feature) => feature.name);
  return (
    forest.columns.length === names.length && forest.columns.every((name, i) => name === names[i])
  );
}

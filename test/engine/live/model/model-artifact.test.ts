import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../../engine/core/errors.ts';
import { encodeForest } from '../../../../engine/forest/model-codec.ts';
import {
  encodeModelArtifact,
  loadModelArtifact,
} from '../../../../engine/live/model/model-artifact.ts';
import { catalogue } from '../../../../features/catalogue.ts';
import { requiredHistory } from '../../../../engine/core/feature-source.ts';
import { scaleOf } from '../../../../features/scale.ts';
import { TOY_PLAN, toyModel } from '../toy-model.ts';

const model = toyModel();
const { header, forest, bytes } = model;

/** A file whose checksum holds, with this header. */
function fileOf(changed: object): Uint8Array {
  return encodeForest({ header: changed, forest });
}

describe('loadModelArtifact', () => {
  it('returns what was encoded, and the SHA-256 of the file', () => {
    const loaded = loadModelArtifact(bytes, 'model.bin', catalogue);
    expect(loaded.header).toEqual(header);
    expect(loaded.forest).toEqual(forest);
    expect(loaded.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('the same training gives the same bytes', () => {
    expect(toyModel().bytes).toEqual(bytes);
  });

  it('the header tells what was trained, on what, and by which definitions', () => {
    const [first] = header.features;
    expect(header.features.map((feature) => feature.name)).toEqual(TOY_PLAN.names);
    expect(first).toMatchObject({ name: 'ema_ratio_12', lookback: 0, anchor: null });
    expect(first!.warmup! + 1).toBe(
      requiredHistory(catalogue, ['ema_ratio_12'], scaleOf('1d')).bars,
    );
    expect(first!.range[0]).toBeLessThan(first!.range[1]);
    expect(header).toMatchObject({
      target: { name: 'bucket', threshold: 0.01, horizonBars: 1 },
      neutral: 'hold',
      settings: TOY_PLAN.settings,
    });
    expect(header.lastBarTime - header.lastTrainTime).toBe(86_400);
  });

  it.each<[string, (file: Uint8Array) => Uint8Array, string]>([
    ['an empty file', () => new Uint8Array(0), 'got 0 bytes'],
    ['another kind of file', (file) => Uint8Array.from(file, () => 65), 'another kind of file'],
    ['a file cut short', (file) => file.slice(0, -1), 'do not match their checksum'],
    ['a changed byte', (file) => file.map((b, i) => (i === 500 ? b ^ 1 : b)), 'their checksum'],
  ])('refuses %s', (_, damage, reason) => {
    expect(() => loadModelArtifact(damage(bytes), 'model.bin', catalogue)).toThrow(InputError);
    expect(() => loadModelArtifact(damage(bytes), 'model.bin', catalogue)).toThrow(reason);
  });

  const [feature, ...others] = header.features;
  it.each<[string, object, string]>([
    [
      'a header of another artifact',
      { anything: 1 },
      'model.bin: expected a walkforest model of version 2, got undefined of version undefined',
    ],
    [
      'another version of the format',
      { ...header, artifactVersion: 1 },
      'expected a walkforest model of version 2, got walkforest model of version 1: train it anew',
    ],
    [
      'a field of another kind',
      { ...header, trainedRows: 'many' },
      'model header: trainedRows is missing, unknown or of another kind',
    ],
    ['a policy that is none', { ...header, neutral: 'double' }, 'model header: neutral is missing'],
    ['a field too many', { ...header, extra: 1 }, 'model header: a field is missing'],
    ['no features', { ...header, features: [] }, 'model header: features is missing'],
    [
      'features that are not the columns',
      { ...header, features: [...others, feature] },
      "the header's features are not the forest's columns",
    ],
    [
      'another definition of a feature',
      { ...header, features: [{ ...feature, fingerprint: 'f00d' }, ...others] },
      'feature ema_ratio_12: the model was trained with another definition (fingerprint f00d',
    ],
    [
      'another timeframe, on which features mean something else',
      { ...header, timeframe: '4h' },
      'the model was trained with another definition',
    ],
  ])('refuses %s', (_, changed, reason) => {
    expect(() => loadModelArtifact(fileOf(changed), 'model.bin', catalogue)).toThrow(InputError);
    expect(() => loadModelArtifact(fileOf(changed), 'model.bin', catalogue)).toThrow(reason);
  });

  it('refuses a feature that is not in the catalogue', () => {
    const columns = ['ema_ratio_13', ...forest.columns.slice(1)];
    const features = [{ ...feature!, name: 'ema_ratio_13' }, ...others];
    const file = encodeForest({ header: { ...header, features }, forest: { ...forest, columns } });
    expect(() => loadModelArtifact(file, 'model.bin', catalogue)).toThrow(
      'model.bin: unknown feature "ema_ratio_13"',
    );
  });

  it('refuses an anchored feature without its anchor', () => {
    const anchored = toyModel(undefined, { ...TOY_PLAN, names: ['obv'] });
    const features = [{ ...anchored.header.features[0]!, anchor: null }];
    const file = encodeModelArtifact({ ...anchored.header, features }, anchored.forest).bytes;
    expect(() => loadModelArtifact(file, 'model.bin', catalogue)).toThrow(
      'feature obv is anchored, the model has no anchor for it',
    );
  });
});

import { expect, it } from 'vitest';
import { packModel, unpackModel } from '../../../../engine/live/model/baked-model.ts';
import { toyModel } from '../toy-model.ts';

it('a baked model is smaller, and unpacked it has the same bytes', () => {
  const { bytes } = toyModel();
  const packed = packModel(bytes);
  expect(packed.length).toBeLessThan(bytes.length);
  expect(new Uint8Array(unpackModel(packed))).toEqual(bytes);
});

it('a baked model that is damaged is refused', () => {
  expect(() => unpackModel(packModel(new Uint8Array(1_000)).slice(0, -1))).toThrow();
});

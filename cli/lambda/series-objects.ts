/**
 * A user's own series of a model as the objects that the function reads from its bucket. The
 * on-chain series are not among them, because the function asks their sources.
 */

import { readFile } from 'node:fs/promises';
import { InputError } from '../../engine/core/errors.ts';
import type { ModelHeader } from '../../engine/live/model/model-header.ts';
import { seriesKey } from '../../engine/live/model/model-series.ts';
import { onChainSource } from '../../engine/sources/on-chain-sources.ts';
import type { InputFile } from '../framework/selected-set.ts';

/**
 * The bytes of the files of the model's series by their keys, as a user would copy them.
 * @param files the file of each series
 * @throws InputError for a file that is no CSV, because the function reads nothing else
 */
export async function seriesObjects(
  { series = [] }: Pick<ModelHeader, 'series'>,
  files: Readonly<Record<string, InputFile>>,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const objects = new Map<string, Uint8Array>();
  for (const { source } of series) {
    if (onChainSource(source) !== undefined) continue;
    const { path } = files[source]!;
    if (!/\.csv$/i.test(path)) {
      throw new InputError(`${path}: expected a file .csv, which is what the function reads`);
    }
    objects.set(seriesKey(source), await readFile(path));
  }
  return objects;
}

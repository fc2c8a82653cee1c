/** Whether the function could serve a model: the columns and series that its features read. */

import { InputError, OutsideError } from '../../engine/core/errors.ts';
import type { SeriesPlan } from '../../engine/core/series.ts';
import { awsServices } from '../../engine/live/edges/aws-edges.ts';
import { ModelUnusable } from '../../engine/live/edges/failures.ts';
import { plansBySource, seriesKey, storedSeries } from '../../engine/live/model/model-series.ts';
import { onChainSource } from '../../engine/sources/on-chain-sources.ts';
import { ownColumns } from '../../features/own-features.ts';

/**
 * Refuses features of columns that the function's bars do not have.
 * @param where what wants to serve the model, for the message
 * @throws InputError with the columns
 */
export function checkServable(names: readonly string[], where: string): void {
  const columns = ownColumns(names);
  if (columns.length === 0) return;
  throw new InputError(
    `${where}: expected features that the function can compute, got column:${columns[0]}: its ` +
      "bars are the exchange's; put the column into a file of its own and use --series FILE",
  );
}

/**
 * Refuses a model whose series are not in the bucket, because no day could be decided with it. The
 * function fetches the on-chain series itself; but if one of them is there, it must be a series.
 * @throws InputError with the command that puts them there; OutsideError if the bucket fails
 */
export async function checkSeriesInBucket(
  bucket: string,
  plans: readonly SeriesPlan[],
): Promise<void> {
  const store = awsServices().store(bucket);
  for (const { source } of plansBySource(plans)) {
    const key = seriesKey(source);
    let because = `model: it needs the series ${source}: expected ${key}, got none`;
    try {
      const stored = await storedSeries(store, source);
      if (stored !== undefined || onChainSource(source) !== undefined) continue;
    } catch (error) {
      if (!(error instanceof OutsideError)) throw error;
      if (!(error instanceof ModelUnusable)) {
        throw new OutsideError(`${bucket}: ${error.message}`, { cause: error });
      }
      because = error.message;
    }
    throw new InputError(
      `command line: --upload-s3: ${because}; the function reads its series there, and they ` +
        `must be kept up to date: aws s3 cp FILE.csv s3://${bucket}/${key}`,
    );
  }
}

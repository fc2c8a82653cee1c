/** The model of the day, checked: its market, its bars and its age. */

import { DAY_SECONDS, utcDate } from '../core/bar-time.ts';
import { counted } from '../core/counted.ts';
import { ModelUnusable } from './edges/failures.ts';
import type { LiveWorld, UsableModel } from './live-world.ts';
import { checkMarket } from './model/fit-for-market.ts';
import { fetchModel, sha256Of } from './model/model-pointer.ts';

/** A model, and what to say about its age. */
export type DayModel<M> = {
  readonly model: M;
  readonly warnings: readonly string[];
  /** Why the model may not decide and the day is flat; undefined if the model decides. */
  readonly flatBecause: string | undefined;
};

/**
 * The model that the bucket or the bundle has. If it is too old, STALE_MODEL says what happens:
 * with `flat` the day is flat, with `keep` the run fails and the position stays as it is.
 * @throws ModelUnusable if it is missing, damaged, of another market, of the future, or too old
 *   with `keep`: then nothing says what the position should be
 */
export async function usableModel<M extends UsableModel>(
  world: LiveWorld<M>,
): Promise<DayModel<M>> {
  const { settings, store, bakedModel } = world;
  const stored = await fetchModel(store, settings.s3ModelKey);
  const bytes = stored?.bytes ?? bakedModel;
  if (bytes === undefined) {
    throw new ModelUnusable(`model: expected one at ${settings.s3ModelKey}, got none`);
  }
  const where = stored === undefined ? 'the bundled model' : settings.s3ModelKey;
  const model = world.loadModel(bytes, where);
  checkMarket(model.header, settings.spotPair);
  // The age of a model is the age of its last bar, counted from the bar's open.
  const seconds = world.clock.now() / 1000 - model.header.lastBarTime;
  const age = Math.floor(seconds / DAY_SECONDS);
  const limit = settings.modelMaxAgeDays;
  const tooOld = age > limit;
  if (age < 0 || (tooOld && settings.staleModel === 'keep')) {
    const hash = sha256Of(bytes).slice(0, 12);
    const remedy = tooOld ? ': train and upload a newer one' : '';
    throw new ModelUnusable(
      `model ${hash}: expected an age of 0 to ${limit} days, got ${age}${remedy}`,
    );
  }
  if (tooOld) {
    const last = utcDate(model.header.lastBarTime);
    const old = `${counted(age, 'day')} old (last bar ${last})`;
    const because = `the model is ${old}, the limit is ${counted(limit, 'day')}`;
    return { model, warnings: [], flatBecause: because };
  }
  const warnings =
    age > limit / 2
      ? [`the model is ${counted(age, 'day')} old; ${atTheLimit(limit, settings)}`]
      : [];
  return { model, warnings, flatBecause: undefined };
}

function atTheLimit(
  limit: number,
  { staleModel }: { readonly staleModel: 'keep' | 'flat' },
): string {
  const what = staleModel === 'flat' ? 'the position is closed' : 'it is refused';
  return `from ${Math.floor(limit) + 1} days on ${what}`;
}

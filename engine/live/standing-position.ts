/**
 * What the exchange holds, in words, for mails about runs that do not bring it to a target. The
 * look is bounded in time, and if it fails the words say so: it never hides another error.
 */

import { InputError, OutsideError, toError } from '../core/errors.ts';
import { HttpFailure } from './edges/failures.ts';
import { within, type WallClock } from './edges/wall-clock.ts';
import type { KnownPosition } from './journal/day-journal.ts';
import { modeOf, variableOf, type LiveSettings } from './live-settings.ts';
import type { LiveWorld, UsableModel } from './live-world.ts';

/** Longest time for the look. It is shorter than the time that is kept free for a last mail. */
const LONGEST_LOOK_MS = 6_000;

/** Signed contracts, or why they could not be read. */
export type Look =
  | { readonly contracts: number; readonly failure?: undefined }
  | { readonly contracts?: undefined; readonly failure: string };

/** A look at the position of the account; undefined if there is no key to ask with. */
export async function lookAtPosition<M extends UsableModel>(
  world: Pick<LiveWorld<M>, 'settings' | 'clock' | 'lastLook'>,
): Promise<Look | undefined> {
  return mayAsk(world.settings) ? await boundedLook(world.clock, world.lastLook) : undefined;
}

async function boundedLook(clock: WallClock, position: () => Promise<number>): Promise<Look> {
  const late = (): Error => new HttpFailure('position', 'timeout', `${LONGEST_LOOK_MS} ms`);
  try {
    return { contracts: await within(clock, LONGEST_LOOK_MS, position, late) };
  } catch (caught) {
    const error = toError(caught);
    // The message of another error may quote a secret.
    const ours = error instanceof OutsideError || error instanceof InputError;
    return { failure: ours ? error.message : `a bug: ${error.name}` };
  }
}

/** What stands at the exchange as one line: `demo: LONG, 1,000 contracts`. */
export function standingText(environment: string, look: Look): string {
  const { contracts, failure } = look;
  const what = failure === undefined ? positionText(contracts) : `not known (${failure})`;
  return `${environment}: ${what}`;
}

/** A position that the journals remember: `live: SHORT, 1,000 contracts, as of 2026-03-10`. */
export function knownText({ environment, contracts, date }: KnownPosition): string {
  const what = contracts === null ? 'not known' : positionText(contracts);
  return `${environment}: ${what}, as of ${date}`;
}

/** `LONG, 1,000 contracts`, or `no position`. */
export function positionText(contracts: number): string {
  if (contracts === 0) return 'no position';
  const side = contracts > 0 ? 'LONG' : 'SHORT';
  return `${side}, ${Math.abs(contracts).toLocaleString('en-US')} contracts`;
}

/** How to close a position that no run looks after. */
export function howToClose(environment: string, instrument: string): string {
  return `to close it: ${byHand(instrument)} --close --env ${environment}`;
}

/** The command for a trade by hand; the contract of the shell may be another one. */
export function byHand(instrument: string): string {
  return `${variableOf('futuresSymbol')}=${instrument} npm run trade --`;
}

function mayAsk(settings: LiveSettings): boolean {
  return modeOf(settings) !== 'paper' || settings.secretName !== undefined;
}

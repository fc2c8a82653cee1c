/**
 * The entry of the function that retrains: one event is one retraining. Only this file and
 * machine.ts use the clock, the environment and the output of the process. The content of the event
 * is ignored. A second event does no harm: with the same bars it makes the same model.
 */

import { toError } from '../engine/core/errors.ts';
import { awsServices } from '../engine/live/edges/aws-edges.ts';
import { nodeFetch } from '../engine/live/edges/node-fetch.ts';
import type { LambdaContext } from './handler.ts';
import { MACHINE_CLOCK, written } from './machine.ts';
import { cleanError, failureLine } from './report-line.ts';
import { retrainAndMail, type RetrainLine } from './retrain-and-mail.ts';

/** The version of the package. `npm run lambda:build` puts its text in the place of this name. */
declare const PACKAGE_VERSION: string;

const services = awsServices();

/** Retrains. The answer is the line that is also written to the log. */
export async function handler(
  _event: unknown,
  context: Pick<LambdaContext, 'getRemainingTimeInMillis'>,
): Promise<RetrainLine> {
  try {
    return written(
      await retrainAndMail({
        clock: MACHINE_CLOCK,
        random: Math.random,
        fetch: nodeFetch,
        services,
        env: process.env,
        remainingMs: context.getRemainingTimeInMillis(),
        packageVersion: PACKAGE_VERSION,
      }),
    );
  } catch (error) {
    const clean = cleanError(toError(error));
    written(failureLine(clean));
    throw clean;
  }
}

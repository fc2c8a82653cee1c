/**
 * The entry of the function: one event is one run of the day. Only this file and machine.ts use the
 * clock, the environment and the output of the process. The content of the event is ignored; the
 * clock says which day it is. Every failure is thrown, so that Lambda tries again and in the end
 * puts the event into the dead-letter queue. That is safe, because a later run continues from the
 * journal, looks up an order that may have been sent, and sends no order twice.
 */

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { toError } from '../engine/core/errors.ts';
import { BAKED_MODEL_FILE, unpackModel } from '../engine/live/model/baked-model.ts';
import { nodeFetch } from '../engine/live/edges/node-fetch.ts';
import { runDay } from '../engine/live/run-day.ts';
import { worldOrMail } from './function-world.ts';
import { MACHINE_CLOCK, written } from './machine.ts';
import { rehearsableServices } from './rehearsal.ts';
import { cleanError, failureLine, reportLine, type ReportLine } from './report-line.ts';

/** The part of Lambda's context that is used here. */
export type LambdaContext = {
  readonly awsRequestId: string;
  readonly getRemainingTimeInMillis: () => number;
};

/** The model that `npm run lambda:build -- --model FILE` has put beside this file, if any. */
const bakedModel = readBakedModel();

const { services, rehearse } = rehearsableServices();
// If this fails, the first event is slower, but still correct. A test checks that it does not fail.
await rehearse().catch(() => {});

/** Runs the day to its end. The answer is the line that is also written to the log. */
export async function handler(_event: unknown, context: LambdaContext): Promise<ReportLine> {
  try {
    const report = await runDay(
      await worldOrMail({
        env: process.env,
        remainingMs: context.getRemainingTimeInMillis(),
        clock: MACHINE_CLOCK,
        random: Math.random,
        fetch: nodeFetch,
        services,
        // A retried event has the request id of the first try, but each run needs an id of its own.
        run: `${context.awsRequestId}/${randomUUID()}`,
        ...(bakedModel === undefined ? {} : { bakedModel }),
      }),
    );
    return written(reportLine(report));
  } catch (error) {
    const clean = cleanError(toError(error));
    written(failureLine(clean));
    throw clean;
  }
}

function readBakedModel(): Uint8Array | undefined {
  try {
    return unpackModel(readFileSync(new URL(BAKED_MODEL_FILE, import.meta.url)));
  } catch (error) {
    if ((error as { readonly code?: string }).code === 'ENOENT') return undefined;
    throw error;
  }
}

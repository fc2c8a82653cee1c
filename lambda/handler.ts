/**
 * The function's entry: one event, one run of the day. Here, and here only, the process is touched.
 * What the event says does not matter; the day is the clock's. Any failure is thrown, so that
 * Lambda tries again and at last keeps the event in the dead-letter queue: an invocation goes on
 * from the journal, looks for what may have been sent, and sends nothing twice.
 */

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { toError } from '../engine/core/errors.ts';
import { BAKED_MODEL_FILE, unpackModel } from '../engine/live/model/baked-model.ts';
import { nodeFetch } from '../engine/live/edges/node-fetch.ts';
import { runDay } from '../engine/live/run-day.ts';
import { functionWorld } from './function-world.ts';
import { rehearsableServices } from './rehearsal.ts';
import { cleanError, failureLine, reportLine, type ReportLine } from './report-line.ts';

/** The part of Lambda's context that is used. */
export type LambdaContext = {
  readonly awsRequestId: string;
  readonly getRemainingTimeInMillis: () => number;
};

/** What `npm run lambda:build -- --model FILE` has put beside this file. */
const bakedModel = readBakedModel();

const { services, rehearse } = rehearsableServices();
// If it fails, the first event is slower and nothing else: a test holds that it does not.
await rehearse().catch(() => {});

/** Runs the day to its end; the answer is the line that goes to the log as well. */
export async function handler(_event: unknown, context: LambdaContext): Promise<ReportLine> {
  try {
    const report = await runDay(
      functionWorld({
        env: process.env,
        remainingMs: context.getRemainingTimeInMillis(),
        clock: { now: Date.now, after },
        random: Math.random,
        fetch: nodeFetch,
        services,
        // A retried event comes with the id of the first: the run's must be its own.
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

function after(ms: number, wake: () => void): () => void {
  const timer = setTimeout(wake, ms);
  return () => clearTimeout(timer);
}

function readBakedModel(): Uint8Array | undefined {
  try {
    return unpackModel(readFileSync(new URL(BAKED_MODEL_FILE, import.meta.url)));
  } catch (error) {
    if ((error as { readonly code?: string }).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** `line` on stdout, one JSON object a line: what the alarms' metric counts. */
function written<T extends ReportLine>(line: T): T {
  process.stdout.write(`${JSON.stringify(line)}\n`);
  return line;
}

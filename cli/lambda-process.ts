/**
 * A process as Lambda starts it: imports the unzipped function, calls it once, tells its parent
 * what that took. `node lambda-process.js FOLDER SHIFT_MS`: the clock is SHIFT_MS ahead, so that a
 * day of the stand-ins is a day of the function. Nothing of the package is imported here: what is
 * measured is the function.
 */

import { subscribe } from 'node:diagnostics_channel';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';

/** What an invocation took. */
export type InvocationMeasure = {
  readonly importMs: number;
  readonly handlerMs: number;
  /** The handler's time without the network: while no request was on its way. */
  readonly workMs: number;
  readonly peakMemoryMb: number;
};

type Handler = (event: unknown, context: object) => Promise<unknown>;

/** The function's time-out in the stack. */
const TIMEOUT_MS = 180_000;

const [, , folder, shift] = process.argv;
const machineNow = Date.now;
Date.now = () => machineNow() + Number(shift);

const start = performance.now();
const { handler } = (await import(`${pathToFileURL(folder!).href}/index.mjs`)) as {
  readonly handler: Handler;
};
const imported = performance.now();
const networkMs = networkTimer();
let failed = false;
try {
  const end = imported + TIMEOUT_MS;
  const awsRequestId = '00000000-0000-4000-8000-000000000001';
  const getRemainingTimeInMillis = (): number => end - performance.now();
  await handler({ source: 'lambda:invoke' }, { awsRequestId, getRemainingTimeInMillis });
} catch (error) {
  failed = true;
  process.stderr.write(`${(error as Error).stack}\n`);
}
const handlerMs = performance.now() - imported;
const measure: InvocationMeasure = {
  importMs: imported - start,
  handlerMs,
  workMs: handlerMs - networkMs(),
  peakMemoryMb: process.resourceUsage().maxRSS / 1024,
};
process.send?.(measure, () => process.exit(failed ? 1 : 0));

/** From now on: how long at least one request (the SDK's `http`, or `fetch`) was on its way. */
function networkTimer(): () => number {
  let inFlight = 0;
  let since = 0;
  let total = 0;
  const begin = (): void => {
    if (inFlight++ === 0) since = performance.now();
  };
  const end = (): void => {
    if (--inFlight === 0) total += performance.now() - since;
  };
  subscribe('http.client.request.start', begin);
  subscribe('http.client.response.finish', end);
  subscribe('undici:request:create', begin);
  subscribe('undici:request:trailers', end);
  return () => total;
}

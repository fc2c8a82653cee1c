/**
 * Runs the function as Lambda does, in a process of its own: imports the unzipped function, calls
 * it once, and tells its parent process how long that took. `node lambda-process.js FOLDER
 * SHIFT_MS` sets the clock SHIFT_MS ahead, so that the function and the stand-ins have the same
 * day. This file imports nothing of the package, so that only the function is measured.
 */

import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';

/** The time and memory that an invocation took. */
export type InvocationMeasure = {
  readonly importMs: number;
  readonly handlerMs: number;
  /** The handler's time without waiting: how long the event loop was active. */
  readonly activeMs: number;
  readonly peakMemoryMb: number;
};

type Handler = (event: unknown, context: object) => Promise<unknown>;

/** The time-out of the function in the stack. */
const TIMEOUT_MS = 180_000;

const [, , folder, shift] = process.argv;
const machineNow = Date.now;
Date.now = () => machineNow() + Number(shift);

const start = performance.now();
const { handler } = (await import(`${pathToFileURL(folder!).href}/index.mjs`)) as {
  readonly handler: Handler;
};
const imported = performance.now();
const before = performance.eventLoopUtilization();
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
  activeMs: performance.eventLoopUtilization(before).active,
  peakMemoryMb: process.resourceUsage().maxRSS / 1024,
};
process.send?.(measure, () => process.exit(failed ? 1 : 0));

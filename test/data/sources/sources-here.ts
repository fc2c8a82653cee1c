/** The public sources on loopback, read over real sockets with a clock that jumps. */

import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createFakeSources, type FakeSources } from '../../../cli/stand-ins/fake-sources.ts';
import { startLoopback } from '../../../cli/stand-ins/loopback.ts';
import type { FaultPlan, WireFault, WireRequest } from '../../../cli/stand-ins/wire.ts';
import type { BarsRequest } from '../../../data/sources/fetched-bars.ts';
import { marketPair } from '../../../data/sources/market-pair.ts';
import type { Web } from '../../../engine/sources/web.ts';
import type { Bars } from '../../../engine/core/bars.ts';
import { sampleBars } from '../../../data/sample-bars.ts';
import { temporaryFolder } from '../../cli/temporary-folder.ts';
import { createVirtualClock, type VirtualClock } from '../../fakes/virtual-clock.ts';

export type SourcesHere = {
  readonly url: string;
  readonly fake: FakeSources;
  readonly clock: VirtualClock;
  readonly web: Web;
  /** Every request that came, with all tries. */
  readonly requests: WireRequest[];
  faults: FaultPlan;
  /** Stops the work, as Ctrl-C does. */
  readonly stop: () => void;
};

/** Sources without data at the time `now` (ISO). */
export async function sourcesHere(now: string): Promise<SourcesHere> {
  const clock = createVirtualClock(Date.parse(now));
  const fake = createFakeSources(clock.now);
  const requests: WireRequest[] = [];
  const controller = new AbortController();
  const plan: FaultPlan = (request) => {
    requests.push(request);
    const fault = here.faults(request);
    // The answer never comes, so that the clock may go on to the time-out.
    if (fault?.kind === 'hang') clock.hanging(1);
    return fault;
  };
  const { url, close } = await startLoopback(fake.service, plan, clock.after);
  onTestFinished(close);
  const here: SourcesHere = {
    url,
    fake,
    clock,
    web: {
      http: {
        fetch: (address, init) => clock.busy(wholeAnswer(address, init)),
        clock,
        random: () => 0.5,
        deadline: Number.POSITIVE_INFINITY,
      },
      signal: controller.signal,
      loopbackUrl: url,
    },
    requests,
    faults: () => undefined,
    stop: () => controller.abort(),
  };
  return here;
}

/** A request for Bitstamp's daily bars in a folder of its own. */
export async function requestHere(more: Partial<BarsRequest> = {}): Promise<BarsRequest> {
  return {
    source: 'bitstamp',
    pair: marketPair('BTCUSD'),
    stepSeconds: 86_400,
    path: join(await temporaryFolder(), 'bars.csv'),
    revised: 'known',
    progress: () => {},
    ...more,
  };
}

/** `fault` for request number `index` (from 0) only. */
export function faultAt(index: number, fault: WireFault): FaultPlan {
  let count = 0;
  return () => (count++ === index ? fault : undefined);
}

/** The first `count` bars of a made-up daily market whose last bar opens at `last` (a date). */
export function marketDays(count: number, last: string, stepSeconds = 86_400): Bars {
  const sample = sampleBars('1d');
  const end = Date.parse(last) / 1000;
  const rows = Array.from({ length: count }, (_, i) => i % sample.time.length);
  const column = (field: 'open' | 'high' | 'low' | 'close' | 'volume'): Float64Array =>
    Float64Array.from(rows, (row) => sample[field][row]!);
  return {
    time: Float64Array.from(rows, (_, i) => end - (count - 1 - i) * stepSeconds),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: column('volume'),
  };
}

/** Reads the body as well while the clock stands still. */
async function wholeAnswer(...[url, init]: Parameters<Web['http']['fetch']>): Promise<{
  readonly status: number;
  readonly headers: Headers;
  readonly text: () => Promise<string>;
}> {
  const reply = await fetch(url, init);
  const body = await reply.text();
  return { status: reply.status, headers: reply.headers, text: async () => body };
}

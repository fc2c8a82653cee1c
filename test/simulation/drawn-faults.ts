/**
 * What goes wrong on a simulated day: how unkind it is, drawn once a day, and from that each
 * request's, call's and answer's own misfortune. A kind day has none of it.
 */

import type { RandomStream } from '../../engine/core/random.ts';
import { futuresError } from '../../cli/stand-ins/fake-futures.ts';
import { jsonAnswer, type FaultPlan, type WireFault } from '../../cli/stand-ins/wire.ts';
import type { CallFault } from './simulated-process.ts';

/** Rates in [0, 1]. */
export type Unkindness = {
  /** Requests to the exchanges that fail. */
  readonly wire: number;
  /** Orders that do. */
  readonly order: number;
  /** Calls of stores, mail and secrets that fail, hang or take effect late. */
  readonly call: number;
  /** Ways there or back that take seconds. */
  readonly slow: number;
  /** Invocations that are killed, and those that stand still for a while. */
  readonly crash: number;
  readonly freeze: number;
};

export const KIND: Unkindness = { wire: 0, order: 0, call: 0, slow: 0, crash: 0, freeze: 0 };

/** A day's rates, each drawn on its own: any may be missing, all may come together. */
export function drawUnkindness(chance: RandomStream): Unkindness {
  const oneOf = (rates: readonly number[]): number => rates[chance.below(rates.length)]!;
  return {
    wire: oneOf([0, 0, 0.03, 0.12]),
    order: oneOf([0, 0, 0.3, 0.7]),
    call: oneOf([0, 0, 0.03, 0.1]),
    slow: oneOf([0, 0, 0, 0, 0.03, 0.2]),
    crash: 0.3,
    freeze: oneOf([0, 0, 0.3]),
  };
}

/** How long a way takes, ms: mostly a moment, on slow days with a heavy tail up to 12 s. */
export function drawLatency(chance: RandomStream, { slow }: Unkindness): number {
  if (slow === 0 || chance.uniform() >= slow) return 5 + chance.below(100);
  return Math.min(12_000, 1_000 / (1 - chance.uniform()));
}

/** The faults of requests to the exchanges, of the day that `today` gives; `met` counts them. */
export function drawnWireFaults(
  chance: RandomStream,
  today: () => Unkindness,
  world: { readonly now: () => number; readonly met: () => void },
): FaultPlan {
  return ({ path }) => {
    const isOrder = path.endsWith('/sendorder');
    const rate = isOrder ? today().order : today().wire;
    if (rate === 0 || chance.uniform() >= rate) return undefined;
    world.met();
    // The worst that an order can meet comes most often: lost for the client, taken later.
    const late = isOrder && chance.uniform() < 0.5;
    return late ? drawLate(chance) : drawFault(chance, world.now());
  };
}

function drawLate(chance: RandomStream): WireFault {
  const most = chance.uniform() < 0.5 ? 12_000 : 60_000;
  const client = chance.uniform() < 0.5 ? 'hang' : 'reset';
  return { kind: 'late', ms: 500 + chance.below(most), client };
}

function drawFault(chance: RandomStream, now: number): WireFault {
  const faults: readonly (() => WireFault)[] = [
    () => ({ kind: 'hang', when: 'before' }),
    () => ({ kind: 'hang', when: 'after' }),
    () => ({ kind: 'reset', when: 'before' }),
    () => ({ kind: 'reset', when: 'after' }),
    () => ({ kind: 'html' }),
    () => ({ kind: 'truncated' }),
    () => ({ kind: 'answer', answer: { status: 429, body: '' } }),
    () => ({ kind: 'answer', answer: { status: 503, body: 'Service Unavailable' } }),
    () => ({ kind: 'answer', answer: jsonAnswer(futuresError('nonceBelowThreshold', now)) }),
    () => ({ kind: 'answer', answer: jsonAnswer(futuresError('Unavailable', now)) }),
  ];
  return faults[chance.below(faults.length)]!();
}

/** The fault of a call; half of them hang first, as three tries of 8 s below us would. */
export function drawCallFault(chance: RandomStream, { call }: Unkindness): CallFault | undefined {
  if (call === 0 || chance.uniform() >= call) return undefined;
  const ends = ['nothing', 'before', 'after', 'conflict', 'late', 'twice'] as const;
  const end = ends[chance.below(ends.length)]!;
  const hangMs = end === 'nothing' || chance.uniform() < 0.5 ? 1_000 + chance.below(26_000) : 0;
  return { end, hangMs, lateMs: 500 + chance.below(30_000) };
}

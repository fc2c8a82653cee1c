/**
 * The faults of a simulated day. The rates of faults are drawn once a day. From these rates, each
 * request, call and answer draws its own fault. A kind day has no faults.
 */

import type { RandomStream } from '../../engine/core/random.ts';
import { futuresError } from '../../cli/stand-ins/fake-futures.ts';
import { jsonAnswer, type FaultPlan, type WireFault } from '../../cli/stand-ins/wire.ts';
import type { Signal } from '../../engine/trade/positions.ts';
import type { CallFault } from './simulated-process.ts';

/** Rates in [0, 1]. */
export type Unkindness = {
  /** Requests to the exchanges that fail. */
  readonly wire: number;
  /** Orders that fail. */
  readonly order: number;
  /** Calls of the store, of the mail and of the secret that fail, hang or take effect late. */
  readonly call: number;
  /** Transmissions, to a service or back, that take seconds. */
  readonly slow: number;
  /** Invocations that are killed; the next rate is of those that stand still for a while. */
  readonly crash: number;
  readonly freeze: number;
};

export const KIND: Unkindness = { wire: 0, order: 0, call: 0, slow: 0, crash: 0, freeze: 0 };

/** The rates of a day. Each of them is drawn independently. */
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

/** Neutral on more than half of the days, so that a policy which holds has something to hold. */
export function drawSignal(chance: RandomStream): Signal {
  return ([0, 0, 0, 1, -1] as const)[chance.below(5)]!;
}

/** How long a transmission takes, ms: usually about 50, on slow days up to 12 s. */
export function drawLatency(chance: RandomStream, { slow }: Unkindness): number {
  if (slow === 0 || chance.uniform() >= slow) return 5 + chance.below(100);
  return Math.min(12_000, 1_000 / (1 - chance.uniform()));
}

/** The faults of requests to the exchanges, at the rates of `today`. `met` is called for each. */
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
    // The worst fault of an order comes most often: no answer, and the order arrives later.
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

/** The fault of a call. Half of them hang first, as the SDK would with three tries of 8 s. */
export function drawCallFault(chance: RandomStream, { call }: Unkindness): CallFault | undefined {
  if (call === 0 || chance.uniform() >= call) return undefined;
  const ends = ['nothing', 'before', 'after', 'conflict', 'late', 'twice'] as const;
  const end = ends[chance.below(ends.length)]!;
  const hangMs = end === 'nothing' || chance.uniform() < 0.5 ? 1_000 + chance.below(26_000) : 0;
  return { end, hangMs, lateMs: 500 + chance.below(30_000) };
}

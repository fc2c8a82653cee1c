/** The original system's accounting written to be read: row by row, log returns. The oracle. */

import { nextPosition, type Position, type Signal } from '../../../engine/trade/positions.ts';

/** Positions and net log returns of `classes` on rows whose next log returns are given. */
export function logRows(
  classes: Int8Array,
  nextReturn: Float64Array,
  { neutral, costBps }: { readonly neutral: 'hold' | 'flat'; readonly costBps: number },
): { readonly positions: number[]; readonly net: number[] } {
  const positions: number[] = [];
  const net: number[] = [];
  let previous: Position = 0;
  for (let row = 0; row < classes.length; row++) {
    const position = nextPosition(previous, classes[row] as Signal, neutral);
    const cost = Math.abs(position - previous) * costBps * 1e-4;
    positions.push(position);
    net.push(position * nextReturn[row]! - cost);
    previous = position;
  }
  return { positions, net };
}

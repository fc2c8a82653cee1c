/** `--predictions FILE.csv`: one row an out-of-sample bar, for any other tool to check. */

import type { OutOfSample } from '../../engine/learn/out-of-sample.ts';
import type { TradeResult } from '../../engine/trade/trade-signals.ts';

const HEADER = 'time,p_down,p_neutral,p_up,prediction,position,next_return,net_return';

/**
 * The file's lines, newlines included. Time in unix seconds; numbers as the shortest text that
 * reads back the same.
 */
export function* predictionLines(rows: OutOfSample, trade: TradeResult): Generator<string> {
  yield `${HEADER}\n`;
  for (let i = 0; i < rows.time.length; i++) {
    const cells = [
      rows.time[i],
      ...rows.probabilities.subarray(3 * i, 3 * i + 3),
      rows.classes[i],
      trade.positions[i],
      rows.nextReturn[i],
      trade.net[i],
    ];
    yield `${cells.join(',')}\n`;
  }
}

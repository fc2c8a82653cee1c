/** `--predictions FILE.csv`: one line for each out-of-sample row, which other tools can check. */

import type { OutOfSample } from '../../engine/learn/out-of-sample.ts';
import type { TradeResult } from '../../engine/trade/trade-signals.ts';

const HEADER = 'time,p_down,p_neutral,p_up,prediction,position,next_return,net_return';

/**
 * The lines of the file, with their newlines. Time is unix seconds. A number is the shortest text
 * that reads back as the same number.
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

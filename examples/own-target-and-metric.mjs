/**
 * A target of your own (does the close rise over the next three bars?) and metrics of your own.
 * The horizon of the target is purged: no forest is trained on a label that was not known yet.
 *
 * Run: node examples/own-target-and-metric.mjs
 */

import { dataset, defineTarget, sampleBars, trade, UNKNOWN_CODE, walkForward } from 'walkforest';

const HORIZON = 3;

const risesInThree = defineTarget({
  name: 'rises_in_three',
  horizonBars: HORIZON,
  codes: ({ close }) =>
    Int8Array.from(close, (price, i) =>
      i + HORIZON < close.length ? Math.sign(close[i + HORIZON] - price) : UNKNOWN_CODE,
    ),
});

const data = dataset(sampleBars(), { names: ['forward_4'], target: risesInThree });
const run = await walkForward(data, { trees: 20, seeds: [42, 1] });
const { metrics } = trade(run, {
  costBps: 10,
  metrics: {
    worstBar: ({ account }) => account.net.reduce((worst, value) => Math.min(worst, value), 0),
    changes: ({ account: { positions } }) =>
      positions.filter((side, i) => side !== (positions[i - 1] ?? 0)).length,
  },
});

console.log(`${metrics.bars} bars, Sharpe ${metrics.sharpe.toFixed(2)}`);
console.log(
  `worst bar ${(100 * metrics.worstBar).toFixed(1)} %, ${metrics.changes} changes of side`,
);

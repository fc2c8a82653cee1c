import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { backtestCommand } from '../../../cli/research/backtest.ts';
import { selectCommand } from '../../../cli/research/select.ts';
import { BTC_DAILY, describeShared, sharedPath } from '../../shared-data.ts';
import { runHere } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const CONFIG = fileURLToPath(new URL('../../../configs/original-system.json', import.meta.url));

describeShared("the original system's accounting on the daily file", () => {
  const words = ['--data', sharedPath(BTC_DAILY), '--config', CONFIG, '--json'];

  it('has its rows, its buy and hold, and its days in each regime', async () => {
    const few = ['--features', 'forward_4', '--trees', '2', '--seeds', '42'];
    const { code, stdout, stderr } = await runHere(backtestCommand, [...words, ...few]);
    expect(code, stderr).toBe(0);
    const { buyHold, outOfSample, droppedRows, accounting, sets, run } = JSON.parse(stdout);
    const { undefinedFeature, unknownTarget } = droppedRows;
    expect(run.data.rows - undefinedFeature - unknownTarget).toBe(4463);
    expect(outOfSample.rows).toBe(3213);
    const { sharpe, totalLogReturn, annualReturn, maxDrawdownLog } = buyHold.metrics;
    expect(sharpe.toFixed(4)).toBe('0.5218');
    expect(totalLogReturn.toFixed(3)).toBe('3.873');
    expect(annualReturn.toFixed(3)).toBe('0.355');
    expect(maxDrawdownLog.toFixed(4)).toBe('1.8705');
    expect(accounting).toMatchObject({ payoff: 'log', periodsPerYear: 252, originalSystem: true });
    for (const { regimes } of [buyHold, sets.forward_4]) {
      const { bull, bear, sideways } = regimes;
      expect([bull.bars, bear.bars, sideways.bars]).toEqual([1359, 926, 928]);
    }
  });

  it('is that of select as well, with the threshold of its sweep', async () => {
    const few = ['--trees', '2', '--candidates', 'forward_4', '--max-features', '1'];
    const env = { XDG_CACHE_HOME: await temporaryFolder() };
    const { code, stdout, stderr } = await runHere(selectCommand, [...words, ...few], { env });
    expect(code, stderr).toBe(0);
    const { buyHold, outOfSample, threshold, thresholds } = JSON.parse(stdout);
    expect(outOfSample.rows).toBe(3213);
    expect(buyHold.sharpe.toFixed(4)).toBe('0.5218');
    expect(thresholds).toHaveLength(4);
    expect(thresholds.map((each: { threshold: number }) => each.threshold)).toContain(threshold);
  });
});

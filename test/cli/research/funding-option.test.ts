import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backtestCommand } from '../../../cli/research/backtest.ts';
import { readFunding } from '../../../cli/research/funding-option.ts';
import { runHere } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';

describe('--funding kraken', () => {
  it('reads the fetched rates of the contract on the market of the bars', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'data', 'fetched', 'funding'), { recursive: true });
    const names = ['PF_XBTUSD', 'PI_XBTUSD', 'PF_ETHUSD'];
    for (const [i, name] of names.entries()) {
      const text = `time,relative_funding_rate\n3600,${i}\n`;
      await writeFile(join(folder, 'data', 'fetched', 'funding', `${name}.csv`), text);
    }
    const notes: string[] = [];
    const context = { note: (line: string) => notes.push(line) };
    const before = process.cwd();
    process.chdir(folder);
    try {
      const valueOf = async (payoff: string, data: string | undefined): Promise<number> =>
        (await readFunding(context, { funding: 'kraken', payoff, data }))!.value[0]!;
      expect(await valueOf('linear', undefined)).toBe(0);
      expect(await valueOf('inverse', 'x/BITSTAMP_BTCUSD, 1D.csv')).toBe(1);
      expect(await valueOf('linear', 'KRAKEN_ETHUSD, 1D.csv')).toBe(2);
      expect(notes).toEqual([]);
      // The rates are those of bitcoin, whatever the bars are: that is said.
      expect(await valueOf('linear', 'eth.csv')).toBe(0);
      expect(notes).toEqual([
        '--funding kraken: the name of eth.csv says no market, so these are the rates of XBTUSD',
      ]);
      await expect(valueOf('inverse', 'KRAKEN_ETHUSD, 1D.csv')).rejects.toThrow(
        'funding/PI_ETHUSD.csv, got no such file: `data fetch funding --pair ETHUSD` writes it',
      );
      await expect(valueOf('linear', 'BATS_SPY, 1D.csv')).rejects.toThrow(
        '--funding kraken: expected two currencies such as BTCUSD, got "SPY"',
      );
    } finally {
      process.chdir(before);
    }
  });

  it('that are no fractions of the notional are refused', async () => {
    const funding = join(await temporaryFolder(), 'rates.csv');
    await writeFile(funding, 'timestamp,fundingRate\n2024-01-01,0.09\n2024-01-02,-0.53\n');
    await expect(
      readFunding({ note: () => {} }, { funding, payoff: 'linear', data: undefined }),
    ).rejects.toThrow(
      'expected rates as fractions of the notional, 0.1 at most, got -0.53 at 2024-01-02',
    );
  });

  it('that were not fetched are refused by the commands', async () => {
    const { code, stderr } = await runHere(backtestCommand, ['--funding', 'kraken']);
    expect(code).toBe(2);
    expect(stderr).toContain('`data fetch funding --pair BTCUSD` writes it');
  });
});

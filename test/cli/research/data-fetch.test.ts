import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataCommand } from '../../../cli/research/data.ts';
import { replayCommand } from '../../../cli/research/replay.ts';
import type { Manifest } from '../../../data/sources/manifest.ts';
import { loadBars } from '../../../data/load-bars.ts';
import { marketDays, sourcesHere, type SourcesHere } from '../../data/sources/sources-here.ts';
import { runHere, type Printed } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { exitCode, startWalkforest } from '../walkforest.ts';

const NOW = '2026-03-10T12:00:00Z';
const FUNDING = '/derivatives/api/v3/historical-funding-rates';

/** All sources with made-up data. */
async function filledSources(): Promise<SourcesHere> {
  const here = await sourcesHere(NOW);
  const { fake } = here;
  fake.bars.set('btcusd 86400', marketDays(3201, '2026-03-10'));
  fake.bars.set('XBTUSD 14400', marketDays(900, '2026-03-10T12:00:00Z', 14_400));
  const hours = Array.from({ length: 50 }, (_, i) => Date.parse(NOW) - (49 - i) * 3_600_000);
  const rates = hours.map((ms) => ({
    timestamp: new Date(ms).toISOString(),
    fundingRate: 1,
    relativeFundingRate: 0.00001,
  }));
  for (const symbol of ['PF_XBTUSD', 'PI_XBTUSD'])
    fake.bodies.set(`${FUNDING} ${symbol}`, { rates });
  fake.binance = hours.map((fundingTime) => {
    return { symbol: 'BTCUSDT', fundingTime, fundingRate: '0.0001', markPrice: '' };
  });
  fake.bodies.set('/fng/', { data: [{ value: '40', timestamp: '1771200000' }] });
  const values = Array.from({ length: 50 }, (_, i) => ({
    x: 1_700_006_400 + i * 86_400,
    y: i + 1,
  }));
  fake.charts.set('hash-rate', values).set('n-transactions', values);
  return here;
}

/** Runs `data fetch …words` on `here`. */
function fetchHere(here: SourcesHere, words: readonly string[]): Promise<Printed> {
  return runHere(dataCommand, ['fetch', ...words], {
    env: { SOURCES_LOOPBACK_URL: here.url },
    now: here.clock.now,
  });
}

async function manifestOf(path: string): Promise<Manifest> {
  return JSON.parse(await readFile(`${path}.manifest.json`, 'utf8')) as Manifest;
}

describe('data fetch bitstamp', () => {
  it('writes a file of bars with a manifest, and says what to do next', async () => {
    const here = await filledSources();
    const folder = await temporaryFolder();
    const { code, stdout, stderr } = await fetchHere(here, ['bitstamp', '--out', folder]);
    const path = join(folder, 'BITSTAMP_BTCUSD, 1D.csv');
    expect(code).toBe(0);
    expect(await readdir(folder)).toEqual([
      'BITSTAMP_BTCUSD, 1D.csv',
      'BITSTAMP_BTCUSD, 1D.csv.manifest.json',
    ]);
    expect(stdout).toContain('3200 closed bars of 1d\nrange      2017-06-05 to 2026-03-09\n');
    expect(stderr).toContain(`next: npm run backtest -- --data "${path}"\n`);
    const { bars, source } = await loadBars(path, { timeframe: '1d' });
    const manifest = await manifestOf(path);
    expect(manifest).toMatchObject({
      file: 'BITSTAMP_BTCUSD, 1D.csv',
      source: 'bitstamp',
      fetchedAt: NOW,
      sha256: source.sha256,
      rows: bars.time.length,
      last: '2026-03-09T00:00:00Z',
      added: 3200,
      before: null,
      revisions: [],
    });
    expect(manifest.addresses.length).toBe(6);
    expect(manifest.addresses[0]).toBe(
      `${here.url}/api/v2/ohlc/btcusd/?step=86400&limit=1000&start=1313625600&end=1399939200` +
        '&exclude_current_candle=true',
    );
  });

  it('prints one JSON document, and names what the exchange has changed', async () => {
    const here = await filledSources();
    const folder = await temporaryFolder();
    await fetchHere(here, ['bitstamp', '--out', folder]);
    const days = marketDays(3201, '2026-03-10');
    const volume = days.volume.map((x, i) => (i === 3190 ? x + 1 : x));
    here.fake.bars.set('btcusd 86400', { ...days, volume });
    const words = ['bitstamp', '--out', folder, '--json'];
    const kept = JSON.parse((await fetchHere(here, words)).stdout);
    const path = join(folder, 'BITSTAMP_BTCUSD, 1D.csv');
    expect(kept).toMatchObject({
      run: { command: 'data', configuration: { action: 'fetch', file: 'bitstamp' } },
      path,
      rows: 3200,
      added: 0,
      gaps: [],
      anomalies: [],
      range: { first: '2017-06-05T00:00:00Z', last: '2026-03-09T00:00:00Z' },
      revisions: [{ time: '2026-02-28T00:00:00Z', kind: 'volume' }],
      revisionsTaken: false,
      sha256: (await loadBars(path, { timeframe: '1d' })).source.sha256,
    });
    const taken = JSON.parse((await fetchHere(here, [...words, '--revise'])).stdout);
    expect(taken.sha256).not.toBe(kept.sha256);
    expect((await manifestOf(path)).before?.sha256).toBe(kept.sha256);
    const again = JSON.parse((await fetchHere(here, words)).stdout);
    expect([again.sha256, again.revisions]).toEqual([taken.sha256, []]);
  });

  it('goes on after an interruption, and leaves nothing else behind', async () => {
    const here = await filledSources();
    const folder = await temporaryFolder();
    here.faults = ({ query }) =>
      Number(query.get('start')) > 1_650_000_000
        ? { kind: 'answer', answer: { status: 403, body: '{}' } }
        : undefined;
    const stopped = await fetchHere(here, ['bitstamp', '--out', folder]);
    expect([stopped.code, stopped.stdout]).toEqual([1, '']);
    expect(stopped.stderr).toContain('are kept: the same command goes on from there\n');
    expect(await readdir(folder)).toEqual(['BITSTAMP_BTCUSD, 1D.csv.part']);
    here.faults = () => undefined;
    expect((await fetchHere(here, ['bitstamp', '--out', folder])).code).toBe(0);
    expect((await readdir(folder)).some((name) => name.endsWith('.part'))).toBe(false);
  });

  it('stopped by Ctrl-C ends at once, without a file', async () => {
    const here = await filledSources();
    const folder = await temporaryFolder();
    let asked = (): void => {};
    const hanging = new Promise<void>((resolve) => (asked = resolve));
    here.faults = () => {
      asked();
      return { kind: 'hang', when: 'before' };
    };
    const env = { SOURCES_LOOPBACK_URL: here.url };
    const child = startWalkforest(['data', 'fetch', 'bitstamp', '--out', folder], { env });
    const exit = exitCode(child);
    await hanging;
    child.kill('SIGINT');
    expect(await exit).toBe(130);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('data fetch kraken', () => {
  it('writes the newest 720 bars of four hours', async () => {
    const here = await filledSources();
    const folder = await temporaryFolder();
    const words = ['kraken', '--timeframe', '4h', '--out', folder];
    const { code, stderr } = await fetchHere(here, words);
    const path = join(folder, 'KRAKEN_BTCUSD, 240.csv');
    expect(code).toBe(0);
    expect((await loadBars(path, { timeframe: '4h' })).bars.time.length).toBe(720);
    expect(stderr).toContain(`next: npm run backtest -- --timeframe 4h --data "${path}"\n`);
  });
});

describe('data fetch funding', () => {
  it('writes the rates of each contract; a source that refuses is named', async () => {
    const here = await filledSources();
    const folder = await temporaryFolder();
    here.faults = ({ path }) =>
      path.startsWith('/fapi')
        ? { kind: 'answer', answer: { status: 451, body: '{"code":0}' } }
        : undefined;
    const { code, stdout, stderr } = await fetchHere(here, ['funding', '--out', folder]);
    expect(code).toBe(0);
    expect(await readdir(join(folder, 'funding'))).toEqual([
      'PF_XBTUSD.csv',
      'PF_XBTUSD.csv.manifest.json',
      'PI_XBTUSD.csv',
      'PI_XBTUSD.csv.manifest.json',
    ]);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'PF_XBTUSD.csv: 50 values, 2026-03-08 11:00 to 2026-03-10 12:00 ',
    );
    expect(stdout).toContain('Binance BTCUSDT: failed\n');
    expect(stderr).toContain('(status 451, not available by law from where this request comes)');
    expect(await manifestOf(join(folder, 'funding', 'PI_XBTUSD.csv'))).toMatchObject({
      source: 'Kraken PI_XBTUSD',
      addresses: [`${here.url}${FUNDING}?symbol=PI_XBTUSD`],
      rows: 50,
      first: '2026-03-08T11:00:00Z',
    });
  });
});

describe('data fetch onchain', () => {
  it('writes a file for each series', async () => {
    const here = await filledSources();
    const folder = await temporaryFolder();
    const { code, stdout } = await fetchHere(here, ['onchain', '--out', folder, '--json']);
    expect(code).toBe(0);
    const { series, failed } = JSON.parse(stdout);
    expect(failed).toEqual([]);
    expect(series.map(({ path }: { path: string }) => path)).toEqual(
      ['funding_rate', 'fear_greed', 'hash_rate', 'tx_count'].map((name) =>
        join(folder, 'onchain', `${name}.csv`),
      ),
    );
    const text = await readFile(join(folder, 'onchain', 'tx_count.csv'), 'utf8');
    expect(text.startsWith('time,tx_count\n1700006400,1\n')).toBe(true);
    expect(text.split('\n').length).toBe(52);
  });

  it('fails if every source does, with exit code 1 and no file', async () => {
    const here = await filledSources();
    const folder = await temporaryFolder();
    here.faults = () => ({ kind: 'answer', answer: { status: 403, body: '<html>' } });
    const { code, stdout, stderr } = await fetchHere(here, ['onchain', '--out', folder]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('data: fetch onchain: every source failed: Binance funding BTCUSDT');
    expect(await readdir(folder)).toEqual([]);
  });

  it('leaves a known file as it was if its source fails', async () => {
    const here = await filledSources();
    const folder = await temporaryFolder();
    await fetchHere(here, ['onchain', '--out', folder]);
    const path = join(folder, 'onchain', 'hash_rate.csv');
    const before = await readFile(path, 'utf8');
    here.fake.charts.set('hash-rate', []);
    const { code, stderr } = await fetchHere(here, ['onchain', '--out', folder]);
    expect(code).toBe(0);
    expect(stderr).toContain(`expected values, got none: ${path} is left as it was`);
    expect(await readFile(path, 'utf8')).toBe(before);
  });
});

describe('data fetch', () => {
  it.each([
    ['', 'fetch: expected bitstamp | kraken | funding | onchain, got nothing'],
    ['binance', 'fetch: expected bitstamp | kraken | funding | onchain, got "binance"'],
    ['bitstamp --pair B', '--pair: expected two currencies such as BTCUSD, got "B"'],
    ['funding --pair BTCEUR', '--pair: expected a pair in USD, which has perpetuals, got BTCEUR'],
    ['onchain --pair ETHUSD', "fetch onchain: --pair: the series are bitcoin's, got ETHUSD"],
    ['funding --timeframe 4h', 'fetch funding: --timeframe goes with bitstamp and kraken'],
  ])('%s is refused with exit code 2', async (words, message) => {
    const { code, stdout, stderr } = await runHere(dataCommand, [
      'fetch',
      ...words.split(' ').filter((word) => word !== ''),
    ]);
    expect([code, stdout, stderr]).toEqual([2, '', `data: ${message}\n`]);
  });

  it('uses a stand-in on this machine only', async () => {
    const env = { SOURCES_LOOPBACK_URL: 'http://10.0.0.1:80' };
    const folder = await temporaryFolder();
    const printed = await runHere(dataCommand, ['fetch', 'kraken', '--out', folder], { env });
    expect([printed.code, printed.stderr]).toEqual([
      2,
      'data: environment: expected SOURCES_LOOPBACK_URL to be http://127.0.0.1:PORT\n',
    ]);
  });

  it('is no result that can be replayed', async () => {
    const here = await filledSources();
    const folder = await temporaryFolder();
    const { stdout } = await fetchHere(here, ['bitstamp', '--out', folder, '--json']);
    const result = join(folder, 'result.json');
    await writeFile(result, stdout);
    const replay = replayCommand({ data: async () => dataCommand });
    const printed = await runHere(replay, [result]);
    expect(printed.code).toBe(2);
    expect(printed.stderr).toContain('a download cannot be replayed');
  });
});

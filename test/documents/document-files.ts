/** The files that documents speak of, made from the sample, and what their sources would answer. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FakeSources } from '../../cli/stand-ins/fake-sources.ts';
import { sampleBars } from '../../data/sample-bars.ts';
import { BAR_FIELDS, sliceBars, type Bars } from '../../engine/core/bars.ts';
import { marketDays } from '../data/sources/sources-here.ts';

const HOUR = 3600;
/** Bars of a file: enough for a first training and some folds. */
const BARS = 2500;

/** Writes into `folder` the files that documents read and whose making they do not show. */
export async function writeDocumentFiles(folder: string): Promise<void> {
  const daily = barsText(latest(sampleBars('1d')));
  const files: Readonly<Record<string, string>> = {
    'btc.csv': daily,
    'KRAKEN_BTCUSD, 1D.csv': daily,
    'btc-4h.csv': barsText(latest(sampleBars('4h'))),
    'btc-1h.csv': barsText(hourlyBars()),
    'returns.csv': returnsText(['net', 'Benchmark']),
    'best.csv': returnsText(['net']),
    'all-trials.csv': returnsText(['slow', 'fast', 'net']),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  await mkdir(join(folder, 'etfs'));
  for (const [i, asset] of ['SPY', 'QQQ', 'IWM', 'DIA', 'TLT', 'GLD'].entries()) {
    const text = barsText(latest(sampleBars('1d', i + 1)));
    await writeFile(join(folder, 'etfs', `${asset}.csv`), text);
  }
  await mkdir(join(folder, 'coins'));
  await mkdir(join(folder, 'rates'));
  for (const [i, asset] of ['XBTUSD', 'ETHUSD'].entries()) {
    const bars = latest(sampleBars('4h', i + 1));
    await writeFile(join(folder, 'coins', `KRAKEN_${asset}, 240.csv`), barsText(bars));
    const rates = Array.from(bars.time, (time) => `${time},0.0001`);
    await writeFile(join(folder, 'rates', `${asset}.csv`), ['time,rate', ...rates, ''].join('\n'));
  }
}

/** Lets every public source answer with made-up data up to the day and time `now` (ISO). */
export function fillSources(fake: FakeSources, now: string): void {
  const today = now.slice(0, 10);
  fake.bars.set('btcusd 86400', marketDays(3201, today));
  fake.bars.set('btcusd 14400', marketDays(1500, now, 4 * HOUR));
  fake.bars.set('XBTUSD 86400', marketDays(720, today));
  const hours = Array.from({ length: 50 }, (_, i) => Date.parse(now) - (49 - i) * HOUR * 1000);
  const rates = hours.map((ms) => ({
    timestamp: new Date(ms).toISOString(),
    fundingRate: 1,
    relativeFundingRate: 0.00001,
  }));
  for (const symbol of ['PF_XBTUSD', 'PI_XBTUSD']) {
    fake.bodies.set(`/derivatives/api/v3/historical-funding-rates ${symbol}`, { rates });
  }
  fake.binance = hours.map((fundingTime) => {
    return { symbol: 'BTCUSDT', fundingTime, fundingRate: '0.0001', markPrice: '' };
  });
  fake.bodies.set('/fng/', { data: [{ value: '40', timestamp: '1771200000' }] });
  const chart = Array.from({ length: 50 }, (_, i) => ({ x: 1_700_006_400 + i * 86_400, y: i + 1 }));
  fake.charts.set('hash-rate', chart).set('n-transactions', chart);
}

function latest(bars: Bars): Bars {
  return sliceBars(bars, bars.time.length - BARS, bars.time.length);
}

function barsText(bars: Bars): string {
  const rows = Array.from(bars.time, (_, i) => BAR_FIELDS.map((field) => bars[field][i]).join(','));
  return `${[BAR_FIELDS.join(','), ...rows].join('\n')}\n`;
}

/** The 4-hour sample's first bars, each as four hours that go straight from open to close. */
function hourlyBars(): Bars {
  const { time, open, close, volume } = sliceBars(sampleBars('4h'), 0, 600);
  const parts = Array.from(time, (_, i) => [0, 1, 2, 3].map((hour) => ({ i, hour }))).flat();
  const price = (i: number, hours: number): number =>
    open[i]! + ((close[i]! - open[i]!) * hours) / 4;
  const column = (value: (part: { i: number; hour: number }) => number): Float64Array =>
    Float64Array.from(parts, value);
  return {
    time: column(({ i, hour }) => time[i]! + hour * HOUR),
    open: column(({ i, hour }) => price(i, hour)),
    high: column(({ i, hour }) => Math.max(price(i, hour), price(i, hour + 1))),
    low: column(({ i, hour }) => Math.min(price(i, hour), price(i, hour + 1))),
    close: column(({ i, hour }) => price(i, hour + 1)),
    volume: column(({ i }) => volume[i]! / 4),
  };
}

/** 600 days of simple returns in columns of these names, each another function of the day. */
function returnsText(names: readonly string[]): string {
  const days = Array.from({ length: 600 }, (_, day) => {
    const date = new Date(Date.UTC(2023, 0, 1 + day)).toISOString().slice(0, 10);
    return [date, ...names.map((name) => 0.02 * Math.sin(day * (name.length + 0.7)))].join(',');
  });
  return `${[['time', ...names].join(','), ...days].join('\n')}\n`;
}

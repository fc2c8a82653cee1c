import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../../../engine/live/edges/object-store.ts';
import { historyBytes, readHistory } from '../../../../engine/live/retrain/bar-history.ts';
import { randomStream } from '../../../../engine/core/random.ts';
import type { Bars } from '../../../../engine/core/bars.ts';

const HEAD = 'time,open,high,low,close,volume';
const read = (text: string): Bars => readHistory({ body: bytesOf(text), etag: '' }, 'h.csv');

describe('the history of bars', () => {
  it('is a plain file', () => {
    const text = `${HEAD}\n86400,1,2,0.5,1.5,0\n172800,1.5,3,1,2,1e-7\n`;
    const bars = read(text);
    expect(bars.time).toEqual(Float64Array.of(86_400, 172_800));
    expect(bars.low).toEqual(Float64Array.of(0.5, 1));
    expect(bars.volume).toEqual(Float64Array.of(0, 1e-7));
    expect(new TextDecoder().decode(historyBytes(bars))).toBe(text);
  });

  it('comes back bit for bit, with prices and volumes of any size', () => {
    const random = randomStream(7);
    const column = (least: number): Float64Array =>
      Float64Array.from({ length: 500 }, () => least * 10 ** (30 * random.uniform() - 10));
    const [low, volume] = [column(1), column(random.uniform())];
    const high = low.map((price) => price * (1 + random.uniform()));
    const open = low.map((price, i) => price + random.uniform() * (high[i]! - price));
    const time = Float64Array.from({ length: 500 }, (_, i) => 86_400 * (i + 1));
    const bars = { time, open, high, low, close: low, volume };
    const file = { body: historyBytes({ ...bars, extra: { vwap: open } }), etag: '' };
    expect(readHistory(file, 'h.csv')).toEqual(bars);
  });

  it('is read with line ends of Windows and without a last one', () => {
    expect(read(`${HEAD}\r\n86400,1,2,1,1.5,3`).volume).toEqual(Float64Array.of(3));
  });

  it.each([
    ['', 'h.csv:1: expected time,open'],
    ['time,open\n1,2\n', 'h.csv:1: expected time,open,high,low,close,volume, got another'],
    [`${HEAD}\n1,2,3\n`, 'h.csv:2: expected 6 numbers'],
    [`${HEAD}\n86400,1,2,1,0x10,3\n`, 'h.csv:2: expected 6 numbers'],
    [`${HEAD}\n86400,1,2,1,,3\n`, 'h.csv:2: expected 6 numbers'],
    [`${HEAD}\n86400,1,2,1,NaN,3\n`, 'h.csv:2: expected 6 numbers'],
    [`${HEAD}\n86400,1,2,1,1,-3\n`, 'h.csv:2: expected 6 numbers'],
    [`${HEAD}\n86400,1,0.5,1,1,3\n`, 'h.csv:2: high: expected high >= low'],
    [`${HEAD}\n86400,1,2,1,1,3\n86400,1,2,1,1,3\n`, 'h.csv:3: expected a time after 1970-01-02'],
    [`${HEAD}\n172800,1,2,1,1,3\n86400,1,2,1,1,3\n`, 'h.csv:3: expected a time after 1970-01-03'],
  ])('refuses %j', (text, reason) => {
    expect(() => read(text)).toThrow(reason);
  });
});

import { describe, expect, it } from 'vitest';
import { NO_MENDS } from '../../data/mends.ts';
import { parse, refusal } from './parse-text.ts';
import {
  COUNT,
  csvOf,
  dateOf,
  HEADER,
  lines,
  table,
  timeOf,
  values,
  valuesOf,
} from './table-text.ts';

/** `31/01/2024` of day `i`. */
function dayFirst(i: number, glue = '/'): string {
  return dateOf(i).split('-').toReversed().join(glue);
}

function monthFirst(i: number): string {
  const [year, month, day] = dateOf(i).split('-');
  return `${month}/${day}/${year}`;
}

describe('times are read', () => {
  it.each<[string, (i: number) => string]>([
    ['in milliseconds', (i) => `${timeOf(i)}000`],
    ['in microseconds', (i) => `${timeOf(i)}000000`],
    ['in nanoseconds', (i) => `${timeOf(i)}000000000`],
    ['in milliseconds, then in microseconds', (i) => `${timeOf(i)}${i < 9 ? '000' : '000000'}`],
    ['as eight digits', (i) => dateOf(i).replaceAll('-', '')],
    ['with the year first and slashes', (i) => dateOf(i).replaceAll('-', '/')],
    ['with the year first and points', (i) => `${dateOf(i).replaceAll('-', '.')} 00:00`],
    ['without leading zeros', (i) => dateOf(i).replaceAll('-0', '-')],
    ['with the day first', (i) => dayFirst(i)],
    ['with the day first, points and a time', (i) => `${dayFirst(i, '.')} 00:00:00.000`],
    ['with the month first', monthFirst],
    ['with an offset of hours', (i) => `${dateOf(i)} 03:00:00+03`],
    ['ending in UTC', (i) => `${dateOf(i)} 00:00:00 UTC`],
  ])('%s', async (_, time) => {
    const { bars } = await parse(csvOf(COUNT, time));
    expect([...bars.time]).toEqual(lines(COUNT, (i) => String(timeOf(i))).map(Number));
  });

  it.each(['Open time', 'open_time', 'UNIX', 'Gmt time', '<DATETIME>', 'Date', 'timestamp'])(
    'from a column %s',
    async (name) => {
      const { bars } = await parse(csvOf(3).replace('time', name));
      expect(bars.time[0]).toBe(timeOf(0));
    },
  );

  it('from a date and a time of day', async () => {
    for (const clock of ['00:00:00', '00:00', '000000']) {
      for (const name of ['time', 'Timestamp']) {
        const header = `date,${HEADER}`.replace('time', name);
        const text = table(header, (i) => `${dateOf(i)},${clock},${values(i)}`);
        expect((await parse(text)).bars.time[3]).toBe(timeOf(3));
      }
    }
    const hours = (i: number): string => `${dateOf(Math.floor(i / 6))},${(i % 6) * 4}:00:00`;
    const { bars } = await parse(table(`date,${HEADER}`, (i) => `${hours(i)},${values(i)}`));
    expect(bars.time[7]).toBe(timeOf(1) + 4 * 3600);
  });

  it('from a unix time, whatever a date beside it says', async () => {
    const text = table(`date,${HEADER}`, (i) => `day ${i},${timeOf(i)},${values(i)}`);
    expect((await parse(text)).bars.time[3]).toBe(timeOf(3));
  });

  it('from a first column without a name that holds dates', async () => {
    const text = csvOf(COUNT, (i) => `${dateOf(i)} 00:00:00`).replace('time', '');
    expect((await parse(text)).bars.time[1]).toBe(timeOf(1));
  });
});

describe('times are refused', () => {
  const expected = 'column "time": expected';
  it.each<[string, string, string]>([
    [
      'where no row says whether the day or the month is first',
      csvOf(12, (i) => `0${1 + (i % 9)}/0${1 + Math.floor(i / 9)}/2024`),
      `f:3: ${expected} dates of one reading, got "02/01/2024"`,
    ],
    [
      'where rows disagree on it',
      csvOf(3, (i) => ['13/01/2024', '01/02/2024', '01/21/2024'][i]!),
      `f:4: ${expected} dates with the day first or with the month first, got both "13/01/2024"`,
    ],
    [
      'where one of eight digits is no date',
      csvOf(9, (i) => (i === 4 ? '20240631' : dateOf(i).replaceAll('-', ''))),
      `f:6: ${expected} a unix time (s, ms, us or ns) or a date such as 2024-01-31, got "20240631"`,
    ],
    ['where a spreadsheet rounded them', csvOf(3, () => '1.70407E+09'), 'a spreadsheet rounded it'],
    [
      'where a column without a name counts',
      csvOf(3, (i) => i).replace('time', ''),
      'f:1: expected columns time, open, high, low, close, volume; missing time; found ""',
    ],
    [
      'where two columns are called time',
      table(`Time,${HEADER}`, (i) => `${timeOf(i)},${timeOf(i)},${values(i)}`),
      'f:1: expected one column "time", got two or more: columns 1 and 2',
    ],
  ])('%s', async (_, text, message) => {
    expect(await refusal(text)).toContain(message);
  });
});

describe('rows without a header', () => {
  const kraken = (i: number): string => `${timeOf(i)},${values(i)},${i}`;
  const vwap = (i: number): string => {
    const [open, high, low, close, volume] = valuesOf(i);
    return [timeOf(i), open, high, low, close, open + 0.1, volume, i].join(',');
  };
  const kline = (unit: string) => (i: number) =>
    `${timeOf(i)}${unit},${values(i)},${BigInt(`${timeOf(i + 1)}${unit}`) - 1n},1,2,3,4,0`;
  const file = (line: (i: number) => string): string => [...lines(COUNT, line), ''].join('\n');

  it.each<[string, (i: number) => string, string]>([
    ["Kraken's OHLCVT", kraken, 'kraken-csv'],
    ["Kraken's REST rows", vwap, 'kraken-rest-csv'],
    ["Kraken's REST rows, one without trades", (i) => (i === 4 ? idle(i) : vwap(i)), 'kraken-rest'],
    ["Binance's klines in milliseconds", kline('000'), 'binance-csv'],
    ["Binance's klines in microseconds", kline('000000'), 'binance-csv'],
    ['one unit, then the other', (i) => kline(i < 9 ? '000' : '000000')(i), 'binance-csv'],
  ])('are read: %s', async (_, line, format) => {
    const parsed = await parse(file(line));
    expect(parsed.format).toContain(format);
    expect([parsed.bars.time[7], parsed.bars.close[7]]).toEqual([timeOf(7), valuesOf(7)[3]]);
  });

  function idle(i: number): string {
    return [timeOf(i), ...valuesOf(i).slice(0, 4), 0, 0, 0].join(',');
  }

  const average = (i: number): string => {
    const [open, high, low, close] = valuesOf(i);
    return [timeOf(i), open, high, low, close, open + 0.1].join(',');
  };
  it.each<[string, (i: number) => string, string]>([
    ['six columns', (i) => `${timeOf(i)},${values(i)}`, 'got 6 columns'],
    ['a seventh that is no count', (i) => `${timeOf(i)},${values(i)},${i}.5`, '"0.5", is no whole'],
    ['a sixth that is a price', (i) => `${average(i)},9`, 'column 6 is no volume: it lies between'],
    ['eight without an average', (i) => `${timeOf(i)},${values(i)},1,2`, 'got 8 columns of which'],
    ['twelve that are no klines', (i) => `${timeOf(i)},${values(i)},1,1,2,3,4,0`, '12 columns'],
    [
      'klines of another length than their distance',
      (i) => `${timeOf(i)},${values(i)},${timeOf(i) + 3599},1,2,3,4,0`,
      'is not the last moment of the bar',
    ],
    ['dates', (i) => `${dateOf(i)},${values(i)},7`, 'of which the first, "2024-01-01", is no unix'],
  ])('are refused: %s', async (_, line, message) => {
    expect(await refusal(file(line))).toContain(message);
  });

  it('are refused only if a price is in the sixth column on nearly all of them', async () => {
    const mixed = (share: number) => (i: number) =>
      i < share * COUNT ? `${average(i)},9` : kraken(i);
    expect((await parse(file(mixed(0.9)))).format).toBe('kraken-csv');
    expect(await refusal(file(mixed(0.95)))).toContain('on 19 of 20 rows');
  });
});

describe('what comes before the header', () => {
  it.each<[string, string, number]>([
    ['an address', 'https://example.test/\n', 1],
    ['a comment and a blank line', '# mine, by hand\n\n', 1],
    ['a title between quotes', '"Bars, daily"\nof a market\n', 2],
  ])('is skipped: %s', async (_, before, count) => {
    const { mends } = await parse(before + csvOf(3));
    expect(mends).toEqual({ ...NO_MENDS, skippedLines: count });
  });

  it('names the separator if it is sep=', async () => {
    const { bars, mends } = await parse(`sep=\t\n${csvOf(3).replaceAll(',', '\t')}`);
    expect([bars.close[0], mends.skippedLines]).toEqual([valuesOf(0)[3], 1]);
    expect(await refusal(`sep=|\n${csvOf(3)}`)).toContain('f:1: expected commas, semicolons or');
  });

  it('may hold commas where something else separates the cells', async () => {
    const { mends } = await parse(`Bars, daily, mine\n${csvOf(3).replaceAll(',', ';')}`);
    expect(mends.skippedLines).toBe(1);
  });

  it('does not shift the lines of messages', async () => {
    const text = `# one\n\n${csvOf(9).replace(`${timeOf(4)},104`, `${timeOf(4)},x`)}`;
    expect(await refusal(text)).toContain('f:8: column "open": expected a number, got "x"');
  });

  it('may be three header rows of yfinance', async () => {
    const header = 'Price,Close,High,Low,Open,Volume\nTicker,A,A,A,A,A\nDate,,,,,';
    const line = (i: number): string => {
      const [open, high, low, close, volume] = valuesOf(i);
      return [dateOf(i), close, high, low, open, volume].join(',');
    };
    const { bars, mends } = await parse(table(header, line));
    expect([bars.open[2], bars.close[2]]).toEqual([valuesOf(2)[0], valuesOf(2)[3]]);
    expect(mends).toEqual({ ...NO_MENDS, extraHeaderRows: 2 });
    const two = 'Price,Close,Close,High,High,Low,Low,Open,Open,Volume,Volume';
    const tickers = `Ticker${',A,B'.repeat(5)}`;
    expect(await refusal(`${two}\n${tickers}\nDate${','.repeat(10)}\n`)).toContain(
      'got three header rows and no others',
    );
    const rows = lines(3, (i) => `${dateOf(i)}${',1'.repeat(10)}`).join('\n');
    expect(await refusal(`${two}\n${tickers}\nDate${','.repeat(10)}\n${rows}\n`)).toContain(
      'expected one column "open", got two or more: columns 8 and 9',
    );
  });
});

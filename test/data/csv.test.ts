import { BAR_FIELDS } from '../../engine/core/bars.ts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCsv, type ParsedCsv } from '../../data/csv.ts';
import { InputError } from '../../engine/core/errors.ts';

const HEADER = 'time,open,high,low,close,volume';
const DAY_1 = '1381017600,10,12,9,11,5';
const DAY_2 = '1381104000,11,13,10,12,6';

function parse(text: string): Promise<ParsedCsv> {
  return parseCsv(new TextEncoder().encode(text), 'bars.csv');
}

async function refusal(text: string): Promise<string> {
  try {
    await parse(text);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message;
  }
  throw new Error('expected a refusal');
}

function columns({ bars }: ParsedCsv): Record<string, number[]> {
  return Object.fromEntries(BAR_FIELDS.map((name) => [name, [...bars[name]]]));
}

const BOTH_DAYS = {
  time: [1381017600, 1381104000],
  open: [10, 11],
  high: [12, 13],
  low: [9, 10],
  close: [11, 12],
  volume: [5, 6],
};

describe('parseCsv reads', () => {
  it.each([
    ['a plain export', [HEADER, DAY_1, DAY_2, ''].join('\n')],
    ['a last line without a line end', [HEADER, DAY_1, DAY_2].join('\n')],
    ['CRLF', [HEADER, DAY_1, DAY_2, ''].join('\r\n')],
    ['CR alone', [HEADER, DAY_1, DAY_2, ''].join('\r')],
    ['a BOM', ['\uFEFFtime,open,high,low,close,volume', DAY_1, DAY_2].join('\n')],
    ['names in any case', ['Time,OPEN,High,low,cLose,Volume', DAY_1, DAY_2].join('\n')],
    ['blank lines', ['', HEADER, '', DAY_1, '  ', DAY_2, '', ''].join('\n')],
    ['spaces around cells', [HEADER, DAY_1.replaceAll(',', ' , '), DAY_2].join('\n')],
    ['quoted cells', [HEADER, DAY_1, DAY_2].join('\n').replaceAll(/[^,\n]+/g, '"$&"')],
    ['milliseconds', [HEADER, DAY_1.replace('00,', '00000,'), DAY_2].join('\n')],
    ['ISO dates', [HEADER, DAY_1.replace('1381017600', '2013-10-06'), DAY_2].join('\n')],
    ['a column Date', [HEADER.replace('time', 'Date'), DAY_1, DAY_2].join('\n')],
    [
      'columns in another order, others ignored',
      'MA,volume,close,low,high,open,time,MA\n' +
        'NaN,5,11,9,12,10,1381017600,\n,6,12,10,13,11,1381104000,x',
    ],
  ])('%s', async (_, text) => {
    const parsed = await parse(text);
    expect(parsed.format).toBe('tradingview-csv');
    expect(columns(parsed)).toEqual(BOTH_DAYS);
  });

  it("Kraken's OHLCVT, which has no header", async () => {
    const parsed = await parse(`${DAY_1},17\n${DAY_2},18\n`);
    expect(parsed.format).toBe('kraken-csv');
    expect(columns(parsed)).toEqual(BOTH_DAYS);
  });

  it('1e-5 style numbers', async () => {
    const { bars } = await parse(`${HEADER}\n${DAY_1}\n1381104000,1e-5,2E-5,.5e-5,1.5e-5,1e-8\n`);
    expect([bars.open[1], bars.high[1], bars.low[1], bars.close[1], bars.volume[1]]).toEqual([
      1e-5, 2e-5, 5e-6, 1.5e-5, 1e-8,
    ]);
  });
});

describe('parseCsv refuses', () => {
  const NEEDED = 'expected columns time, open, high, low, close, volume; missing';
  it.each([
    ['an empty file', '', 'bars.csv: expected bars, got an empty file'],
    ['blank lines alone', '\n \n', 'bars.csv: expected bars, got an empty file'],
    ['a header alone', HEADER, 'bars.csv: expected at least 2 bars, got a header and no rows'],
    ['one bar', `${HEADER}\n${DAY_1}\n`, 'bars.csv: expected at least 2 bars, got 1'],
    [
      'a missing column',
      `time,open,high,low,close\n1,2,3,4,5`,
      `bars.csv:1: ${NEEDED} volume; found "time", "open", "high", "low", "close"`,
    ],
    [
      'many columns, naming ten of them',
      `a,b,c,d,e,f,g,h,i,j,k,l\n`,
      /found "a", "b", "c", "d", "e", "f", "g", "h", "i", "j" and 2 more$/,
    ],
    [
      'a name twice',
      `${HEADER},Close\n`,
      /^bars\.csv:1: expected one column "close", got two or more: columns 5 and 7$/,
    ],
    [
      'numbers without a header that are not Kraken’s',
      `${DAY_1}\n${DAY_2}\n`,
      'bars.csv:1: expected a header with time, open, high, low, close, volume, or rows of a ' +
        "known layout without one: Kraken's OHLCVT (7 columns), Kraken's REST rows (8 columns), " +
        "Binance's klines (12 columns); got 6 columns",
    ],
    [
      'text for a number',
      `${HEADER}\n${DAY_1}\n\n1381104000,11,abc,10,12,6\n`,
      'bars.csv:4: column "high": expected a number, got "abc"',
    ],
    [
      'a missing volume',
      `${HEADER}\n${DAY_1}\n1381104000,11,13,10,12,\n`,
      'bars.csv:3: column "volume": expected a number, got an empty cell',
    ],
    [
      'decimal commas',
      `${HEADER}\n1381017600,"10,5",12,9,11,5\n`,
      'bars.csv:2: column "open": expected a number, got "10,5" ' +
        '(no thousands separators; decimals after a point)',
    ],
    [
      'another form of date',
      `${HEADER}\n6 Oct 2013,10,12,9,11,5\n`,
      'bars.csv:2: column "time": expected a unix time (s, ms, us or ns) or a date such as ' +
        '2024-01-31, got "6 Oct 2013"',
    ],
    [
      'a last line cut off',
      `${HEADER}\n${DAY_1}\n1381104000,11,1`,
      'bars.csv:3: expected 6 columns, got 3 (the last line is cut off: is the file complete?)',
    ],
    [
      'a short last line that has its end',
      `${HEADER}\n${DAY_1}\n1381104000,11,1\n`,
      'bars.csv:3: expected 6 columns, got 3',
    ],
    [
      'a short line before a last one without an end',
      `${HEADER}\n1381017600,10\n${DAY_2}`,
      'bars.csv:2: expected 6 columns, got 2',
    ],
    [
      'a last line without an end that is too long',
      `${HEADER}\n${DAY_1}\n${DAY_2},7`,
      'bars.csv:3: expected 6 columns, got 7',
    ],
    [
      'a line with too many columns',
      `${HEADER}\n${DAY_1},7\n${DAY_2}\n`,
      'bars.csv:2: expected 6 columns, got 7',
    ],
    [
      'a quote that does not close',
      `${HEADER}\n${DAY_1}\n"1381104000,11,13,10,12,6\n`,
      'bars.csv:3: expected quotes that open and close around a cell',
    ],
    [
      'a line after a cell of several lines, by its own number',
      `${HEADER},note\n${DAY_1},"a\nb"\n1381104000,11,13,10,x,6,c\n`,
      'bars.csv:4: column "close": expected a number, got "x"',
    ],
    [
      'a high below the close',
      `${HEADER}\n${DAY_1}\n1381104000,11,11.5,10,12,6\n`,
      'bars.csv:3: column "high": expected high >= max(open, close), ' +
        'got high=11.5 open=11 close=12',
    ],
    [
      'a duplicate',
      `${HEADER}\n${DAY_1}\n${DAY_1}\n`,
      'bars.csv:3: column "time": expected a time after 2013-10-06 (bars.csv:2), ' +
        'got a duplicate of it',
    ],
    ['binary', 'time\0', 'bars.csv: expected CSV text, got a binary file'],
  ])('%s', async (_, text, message) => {
    const got = await refusal(text);
    if (typeof message === 'string') expect(got).toBe(message);
    else expect(got).toMatch(message);
  });
});

describe('parseCsv on malformed text', () => {
  const seed = 20261122;
  const cell = fc.oneof(
    fc.constantFrom('time', 'open', 'high', '10', '1381017600', '"', '""', '-1', '1e-5', '', ' '),
    fc.string({ maxLength: 8 }),
  );
  const glue = fc.constantFrom(',', ',', ',', '\n', '\r\n', '\r', ';', '"', '\t');
  const anyText = fc.array(fc.tuple(cell, glue), { maxLength: 60 }).map((x) => x.flat().join(''));
  const damaged = fc
    .tuple(fc.nat(200), fc.nat(30), fc.string({ maxLength: 6 }))
    .map(([start, length, patch]) => {
      const text = [HEADER, DAY_1, DAY_2, '1381190400,12,13,10,12,6', ''].join('\n');
      return text.slice(0, start) + patch + text.slice(start + length);
    });

  it('reads bars or says what is wrong, and never fails otherwise', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyText, damaged), async (text) => {
        try {
          expect((await parse(text)).bars.time.length).toBeGreaterThanOrEqual(2);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
          expect((error as InputError).message).toMatch(/^bars\.csv:? ?/);
          expect((error as InputError).message).not.toMatch(/[\n\r]/);
        }
      }),
      { seed, numRuns: 3000 },
    );
  });

  it('reads bytes that are no text at all the same way', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        await expect(parseCsv(bytes, 'bars.csv')).rejects.toBeInstanceOf(InputError);
      }),
      { seed, numRuns: 500 },
    );
  });
});

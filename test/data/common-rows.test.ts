import { describe, expect, it } from 'vitest';
import { NO_MENDS } from '../../data/mends.ts';
import { parse, refusal } from './parse-text.ts';
import { COUNT, csvOf, HEADER, table, timeOf, values, valuesOf } from './table-text.ts';

describe('separators and decimal signs', () => {
  const semicolons = (text: string): string => text.replaceAll(',', ';');
  it('are found in the header', async () => {
    const plain = (await parse(csvOf(COUNT))).bars;
    expect((await parse(semicolons(csvOf(COUNT)))).bars).toEqual(plain);
    expect((await parse(csvOf(COUNT).replaceAll(',', '\t'))).bars).toEqual(plain);
    expect((await parse(semicolons(csvOf(COUNT)).replaceAll('.', ','))).bars).toEqual(plain);
  });

  it('are not mixed: a comma beside points may be a thousands separator', async () => {
    const text = semicolons(csvOf(3)).replace('1007', '1,007');
    expect(await refusal(text)).toContain('f:3: column "volume": expected a number, got "1,007"');
  });

  it.each(['1.007,5', '1\u00a0007,5', '1\u202f007', "1'007", '1.007'])(
    'are no thousands signs: %s beside decimal commas',
    async (cell) => {
      const text = semicolons(csvOf(3)).replaceAll('.', ',').replace(';1007\n', `;${cell}\n`);
      expect(await refusal(text)).toBe(
        `f:3: column "volume": expected a number, got "${cell}" (no thousands separators)`,
      );
    },
  );

  it.each([
    [';', '.'],
    [';', ','],
    ['\t', '.'],
  ])('are not guessed from whole prices of %j with %j between thousands', async (cells, sign) => {
    const price = (i: number): string => String(997 + i).replace(/^(\d)(\d{3})$/, `$1${sign}$2`);
    const row = (i: number): string =>
      [timeOf(i), price(i), price(i + 1), price(i), price(i), 5 + i].join(cells);
    const text = table(HEADER.replaceAll(',', cells), row, 5);
    expect(await refusal(text)).toBe(
      `f:5: column "open": expected a number, got "1${sign}000", which may be 1.000 or 1000, and ` +
        'no other cell tells: write numbers without thousands signs, with a decimal point, and ' +
        'with commas between the cells',
    );
  });

  it('leave a comma between quotes open', async () => {
    const text = csvOf(3).replace('1000', '"1,000"');
    expect(await refusal(text)).toContain('f:2: column "volume": expected a number, got "1,000"');
  });
});

describe('a header that is none', () => {
  it('is named before the width of the rows below it', async () => {
    const text = `Security,SPX Index\nPeriod,D\n${csvOf(3)}`;
    expect(await refusal(text)).toContain('f:1: expected columns time, open, high, low, close');
    expect(await refusal(text)).toContain('found "Security", "SPX Index"');
  });
});

describe('the volume', () => {
  const several = (...names: string[]): string =>
    table(
      ['time,open,high,low,close', ...names].join(','),
      (i) => `${timeOf(i)},${values(i)}${',5'.repeat(names.length - 1)}`,
    );
  it.each([
    [['Volume XYZ', 'Volume USDT'], 'Volume XYZ'],
    [['Volume_(BTC)', 'Volume_(Currency)'], 'Volume_(BTC)'],
    [['base_volume', 'quote_volume'], 'base_volume'],
    [['volume', 'Volume USD'], null],
    [['<VOL>', 'TICKVOL'], null],
  ])('of %j is %j', async (names, chosen) => {
    const { bars, mends } = await parse(several(...names));
    expect([bars.volume[0], mends.volumeColumn]).toEqual([1000, chosen]);
  });

  it.each<[string[], string]>([
    [['Volume AAA', 'Volume BBB'], '"Volume AAA", "Volume BBB"'],
    [['Volume EUR', 'Volume USD'], '"Volume EUR", "Volume USD"'],
    [['Volume MA'], 'missing volume'],
    [['Volumes'], 'missing volume'],
    [['Volume', 'VOLUME'], 'columns 6 and 7'],
  ])('of %j is refused', async (names, message) => {
    expect(await refusal(several(...names))).toContain(message);
  });
});

describe('rows', () => {
  it('that fall at every step are turned round, and their lines stay right', async () => {
    const newest = (i: number): string => `${timeOf(COUNT - i)},${values(COUNT - i)}`;
    const { bars, mends } = await parse(table(HEADER, newest));
    expect([bars.time[0], bars.open[0]]).toEqual([timeOf(1), valuesOf(1)[0]]);
    expect(mends).toEqual({ ...NO_MENDS, reversed: true });
    const bad = table(HEADER, (i) => (i === 5 ? newest(i).replace(/,[^,]*$/, ',-1') : newest(i)));
    expect(await refusal(bad)).toContain('f:7: column "volume": expected a volume >= 0, got -1');
  });

  it.each(['', 'NaN', 'null', 'N/A'])('whose values are all %j are left out', async (cell) => {
    const gone = (i: number): string => (i === 3 ? Array(5).fill(cell).join(',') : values(i));
    const { bars, mends } = await parse(table(HEADER, (i) => `${timeOf(i)},${gone(i)}`));
    expect([bars.time.length, bars.time[3]]).toEqual([COUNT - 1, timeOf(4)]);
    expect(mends).toEqual({ ...NO_MENDS, droppedRows: 1 });
  });

  it('with one value missing are refused', async () => {
    const text = csvOf(9).replace(/,1028$/m, ',NaN');
    expect(await refusal(text)).toBe('f:6: column "volume": expected a number, got "NaN"');
  });

  it('without values but with a time that is none are refused: a footer, perhaps', async () => {
    expect(await refusal(`${csvOf(9)}Total,,,,,\n`)).toContain('f:11: column "time": expected');
  });

  it('whose high or low misses by rounding are mended, by more refused', async () => {
    const [open, , low, close] = valuesOf(2);
    const noisy = (high: number): string =>
      table(HEADER, (i) =>
        i === 2 ? [timeOf(2), open, high, low, close, 5].join(',') : `${timeOf(i)},${values(i)}`,
      );
    const { bars, mends } = await parse(noisy(close * (1 - 9e-7)));
    expect([bars.high[2], mends.roundedBars]).toEqual([close, 1]);
    expect(await refusal(noisy(close * (1 - 2e-6)))).toContain('f:4: column "high": expected high');
  });
});

import { describe, expect, it } from 'vitest';
import { clockText } from '../../data/raw-file.ts';
import type { RawColumn } from '../../data/raw-table.ts';
import {
  areClocks,
  areDates,
  joinDateAndClock,
  readTimes,
  refuseMissingTimes,
} from '../../data/read-times.ts';
import { InputError } from '../../engine/core/errors.ts';

const locate = (row: number): string => `f:${row + 2}`;
const text = (...cells: readonly string[]): RawColumn => ({ kind: 'text', cells });
const numbers = (...values: readonly number[]): RawColumn => ({
  kind: 'numbers',
  values: Float64Array.from(values),
});
const instants = (...seconds: readonly number[]): RawColumn => ({
  kind: 'instants',
  seconds: Float64Array.from(seconds),
});
const DAY = 86_400;
const FORMS = 'a unix time (s, ms, us or ns) or a date such as 2024-01-31';

describe('a column of times', () => {
  it.each<[string, RawColumn, number[]]>([
    ['seconds', numbers(1_704_067_200, Number.NaN), [1_704_067_200, Number.NaN]],
    [
      'dates of eight digits',
      numbers(20240101, 20240102, Number.NaN),
      [1_704_067_200, 1_704_153_600, Number.NaN],
    ],
    [
      'few numbers that look like dates',
      numbers(20240101, 86_400, 172_800),
      [20240101, 86_400, 172_800],
    ],
    ['seconds across 1970', numbers(0, 86_400, 172_800, 259_200), [0, 86_400, 172_800, 259_200]],
    ['the first two days of 1970', numbers(0, 86_400), [0, 86_400]],
    ['one second of 1970', numbers(3600), [3600]],
    ['digits that are no date', numbers(2024013104, 2024013124), [2024013104, 2024013124]],
    ['instants', instants(DAY, Number.NaN), [DAY, Number.NaN]],
    [
      'text, some cells empty',
      text('2024-01-01', '', 'n/a'),
      [1_704_067_200, Number.NaN, Number.NaN],
    ],
  ])('is read: %s', (_, column, seconds) => {
    expect([...readTimes(column, locate)]).toEqual(seconds);
  });

  it.each<[RawColumn, string]>([
    [text('2024-01-01', 'never'), `f:3: column "time": expected ${FORMS}, got "never"`],
    [
      text('1.7E+09'),
      `f:2: column "time": expected ${FORMS}, got "1.7E+09" ` +
        '(a spreadsheet rounded it: the digits are lost)',
    ],
    [numbers(20240101, 20240102, 20249999), `f:4: column "time": expected ${FORMS}, got 20249999`],
    ...(
      [
        [text('45292', '', '45293'), '"45292"', "a spreadsheet's day numbers or times of day"],
        [
          numbers(Number.NaN, 45_292.5, 45_293.5),
          '45292.5',
          "a spreadsheet's day numbers or times of day",
        ],
        [text('000000', '000000'), '"000000"', "a spreadsheet's day numbers or times of day"],
        [text('2024013104', '2024020100'), '"2024013104"', 'dates and times of day in digits'],
        [numbers(202401310400, 202402010000), '202401310400', 'dates and times of day in digits'],
      ] as const
    ).map(([column, got, what]): [RawColumn, string] => [
      column,
      `f:${column.kind === 'numbers' && got === '45292.5' ? 3 : 2}: column "time": expected ` +
        `${FORMS}, got ${got}: all rows hold ${what} (write 2024-01-31 or 2024-01-31 04:00)`,
    ]),
    [
      { kind: 'other', type: 'List<Int8>' },
      `f:2: column "time": expected ${FORMS}, got List<Int8>`,
    ],
  ])('is refused: %j', (column, message) => {
    expect(() => readTimes(column, locate)).toThrow(new InputError(message));
  });

  it('is refused where a time is missing in a row that has values', () => {
    const time = Float64Array.of(DAY, Number.NaN, Number.NaN);
    expect(() => refuseMissingTimes(time, Int32Array.of(0), locate)).not.toThrow();
    expect(() => refuseMissingTimes(time, Int32Array.of(0, 2), locate)).toThrow(
      new InputError(`f:4: column "time": expected ${FORMS}, got an empty cell`),
    );
  });
});

describe('a date and a time of day', () => {
  it('are added, whether the clock is text or a number without its zeros', () => {
    const dates = text('2024-01-01', '2024-01-02');
    const seconds = [1_704_067_200 + 34_200, 1_704_153_600 + 1];
    expect([...joinDateAndClock(dates, text('09:30', '00:00:01'), locate)]).toEqual(seconds);
    expect([...joinDateAndClock(dates, numbers(93_000, 1), locate)]).toEqual(seconds);
  });

  it('are refused where the date has a time of its own', () => {
    const dates = text('2024-01-01', '2024-01-02 12:00');
    expect(() => joinDateAndClock(dates, text('09:30', '09:30'), locate)).toThrow(
      new InputError(
        'f:3: column "date": expected a date alone beside a column of times of day, ' +
          'got "2024-01-02 12:00"',
      ),
    );
  });

  it.each<[RawColumn, boolean, boolean]>([
    [text('09:30', '', '093000'), true, false],
    [text(), false, false],
    [text('2024-01-01', '01.02.2024', '20240103'), false, true],
    [text('2024-01-01', '', '20240103'), false, false],
    [numbers(93_000, Number.NaN), true, false],
    [numbers(256_199), false, false],
    [numbers(0, 0), true, false],
    [numbers(0, 1600), false, false],
    [text('0', '40000', '', '200000'), true, false],
    [text('0', '0'), true, false],
    [text('0', '930'), false, false],
    [text('0400', '1630'), true, false],
    [instants(DAY, 2 * DAY), false, true],
    [instants(DAY, Number.NaN), false, false],
    [{ kind: 'other', type: 'List' }, false, false],
  ])('%j: clocks %s, dates %s', (column, clocks, dates) => {
    expect([areClocks(column), areDates(column)]).toEqual([clocks, dates]);
  });

  it('have no text beyond a day', () => {
    const texts = [0, 86_399, 86_400, -1, Number.NaN].map(clockText);
    expect(texts).toEqual(['00:00:00', '23:59:59', '', '', '']);
  });
});

import { describe, expect, it } from 'vitest';
import { parseNumber, parseTime, unixSeconds } from '../../data/parse-cells.ts';

describe('parseNumber', () => {
  it.each([
    ['1', 1],
    [' 1.5 ', 1.5],
    ['-2.', -2],
    ['.5', 0.5],
    ['1e-5', 0.00001],
    ['+3E+2', 300],
    ['68860.10000000001', 68860.10000000001],
  ])('reads %j', (text, value) => {
    expect(parseNumber(text)).toBe(value);
  });

  it.each(['', ' ', 'abc', '1,234.5', '1 234', '0x10', 'Infinity', 'NaN', '1e', '$5', '1.2.3'])(
    'refuses %j',
    (text) => {
      expect(parseNumber(text)).toBeNaN();
    },
  );
});

describe('parseTime', () => {
  it.each([
    ['1381017600', 1381017600],
    ['1381017600.0', 1381017600],
    ['1381017600000', 1381017600],
    ['-3600', -3600],
    ['2013-10-06', 1381017600],
    ['2013-10-06T00:00:00Z', 1381017600],
    ['2013-10-06T00:00:00.000Z', 1381017600],
    ['2013-10-06 00:00:00', 1381017600],
    ['2013-10-06 00:00', 1381017600],
    ['2013-10-06 00:00:00+00:00', 1381017600],
    ['2013-10-05T20:00:00-04:00', 1381017600],
    ['2013-10-06T01:30:00+0130', 1381017600],
    ['2016-02-29', 1456704000],
  ])('reads %j', (text, seconds) => {
    expect(parseTime(text)).toBe(seconds);
  });

  it.each([
    '',
    'today',
    '06/10/2013',
    '2013-10-6',
    '2013-02-29',
    '2013-13-01',
    '2013-10-06T24:00:00Z',
    '2013-10-06T10:61:00Z',
    '2013-10-06T00:00:00.500Z',
    '2013-10-06T00:00:00+99:00',
    '1381017600.5',
    '1381017600123',
    '1381017600000000',
    '1381017600000000000',
    '99999999999',
    '1e400',
  ])('refuses %j', (text) => {
    expect(parseTime(text)).toBeNaN();
  });

  it('takes the first second that the other unit would put out of reach', () => {
    expect(unixSeconds(7_300_000_000)).toBe(7_300_000_000);
    expect(unixSeconds(7_300_000_001)).toBeNaN();
    expect(unixSeconds(100_000_000_000)).toBe(100_000_000);
    expect(unixSeconds(Number.NaN)).toBeNaN();
  });
});

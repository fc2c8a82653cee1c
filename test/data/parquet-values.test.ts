import type { SchemaElement } from 'hyparquet';
import { expect, it } from 'vitest';
import { rawParquetColumn, withoutMeaning } from '../../data/parquet-values.ts';

const NOON = 43_200;
const element = (converted_type: SchemaElement['converted_type']): SchemaElement => ({
  name: 'x',
  type: 'INT64',
  ...(converted_type === undefined ? {} : { converted_type }),
});

it.each<[SchemaElement['converted_type'], number, object]>([
  ['DATE', 2, { kind: 'instants', seconds: Float64Array.of(172_800) }],
  ['TIME_MILLIS', NOON * 1e3, { kind: 'text', cells: ['12:00:00'] }],
  ['TIME_MICROS', NOON * 1e6, { kind: 'text', cells: ['12:00:00'] }],
  ['TIMESTAMP_MILLIS', NOON * 1e3, { kind: 'instants', seconds: Float64Array.of(NOON) }],
  ['TIMESTAMP_MICROS', NOON * 1e6, { kind: 'instants', seconds: Float64Array.of(NOON) }],
])('%s is read as it is stored, and means a moment or a time of day', (type, value, column) => {
  expect(withoutMeaning(element(type))).toEqual(element(undefined));
  expect(rawParquetColumn(element(type), [value])).toEqual(column);
});

it('a decimal is the number of its digits, and plain numbers keep their type', () => {
  const decimal = { ...element('DECIMAL'), scale: 2 };
  expect(withoutMeaning(decimal)).toEqual({ name: 'x', type: 'INT64', scale: 2 });
  expect(rawParquetColumn(decimal, [12_345n])).toEqual({
    kind: 'numbers',
    values: Float64Array.of(123.45),
  });
  expect(withoutMeaning(element('INT_8'))).toEqual(element('INT_8'));
});

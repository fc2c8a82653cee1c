/**
 * What the stored values of a Parquet column mean: its physical types are read raw, and numbers,
 * times and text are made of them here. hyparquet's own conversion multiplies decimals by a power
 * of ten, which rounds twice, and makes a Date of every time.
 * Source: Parquet's LogicalTypes.md.
 */

import type { SchemaElement } from 'hyparquet';
import { DAY_SECONDS } from '../engine/core/bar-time.ts';
import { bigEndianInteger, decimalValue } from './decimals.ts';
import { clockText } from './raw-file.ts';
import type { RawColumn } from './raw-table.ts';

/** Types whose stored integers are read raw and given their meaning here. */
const OWN_TYPES: ReadonlySet<string> = new Set([
  'DECIMAL',
  'DATE',
  'TIME',
  'TIME_MILLIS',
  'TIME_MICROS',
  'TIMESTAMP',
  'TIMESTAMP_MILLIS',
  'TIMESTAMP_MICROS',
]);

const PER_SECOND: Readonly<Record<string, number>> = {
  MILLIS: 1e3,
  MICROS: 1e6,
  NANOS: 1e9,
  TIME_MILLIS: 1e3,
  TIME_MICROS: 1e6,
  TIMESTAMP_MILLIS: 1e3,
  TIMESTAMP_MICROS: 1e6,
};

/** `element` as one whose values are to be handed out as they are stored. */
export function withoutMeaning(element: SchemaElement): SchemaElement {
  if (!OWN_TYPES.has(meaningOf(element))) return element;
  const { converted_type: _, logical_type: __, ...raw } = element;
  return raw;
}

/** `values`, as they are stored, as the column that `element` describes. */
export function rawParquetColumn(element: SchemaElement, values: ArrayLike<unknown>): RawColumn {
  const meaning = meaningOf(element);
  switch (meaning) {
    case 'DECIMAL': {
      const scale = element.scale ?? logicalScale(element);
      return { kind: 'numbers', values: mapped(values, (value) => decimalOf(value, scale)) };
    }
    case 'DATE':
      return instants(values, 1 / DAY_SECONDS);
    case 'TIME':
    case 'TIME_MILLIS':
    case 'TIME_MICROS': {
      const clocks = mapped(values, (value) => Number(value) / perSecond(element, meaning));
      return { kind: 'text', cells: Array.from(clocks, clockText) };
    }
    case 'TIMESTAMP':
    case 'TIMESTAMP_MILLIS':
    case 'TIMESTAMP_MICROS':
      return instants(values, perSecond(element, meaning));
    default:
      return plainColumn(element, values);
  }
}

function plainColumn(element: SchemaElement, values: ArrayLike<unknown>): RawColumn {
  switch (element.type) {
    case 'INT96':
      return instants(values, 1e9);
    case 'BYTE_ARRAY':
      return { kind: 'text', cells: Array.from(values, textOf) };
    case 'INT32':
    case 'INT64':
    case 'FLOAT':
    case 'DOUBLE':
      return { kind: 'numbers', values: mapped(values, Number) };
    default:
      if (element.logical_type?.type === 'FLOAT16') {
        return { kind: 'numbers', values: mapped(values, Number) };
      }
      return { kind: 'other', type: String(element.type) };
  }
}

function meaningOf({ converted_type, logical_type }: SchemaElement): string {
  const logical = logical_type?.type;
  return logical !== undefined && OWN_TYPES.has(logical) ? logical : (converted_type ?? '');
}

function logicalScale({ logical_type }: SchemaElement): number {
  return logical_type?.type === 'DECIMAL' ? logical_type.scale : 0;
}

function perSecond({ logical_type }: SchemaElement, meaning: string): number {
  const unit = logical_type !== undefined && 'unit' in logical_type ? logical_type.unit : meaning;
  const units = PER_SECOND[unit];
  if (units === undefined) throw new Error(`expected a unit of time, got ${unit}`);
  return units;
}

function instants(values: ArrayLike<unknown>, scale: number): RawColumn {
  return { kind: 'instants', seconds: mapped(values, (value) => Number(value) / scale) };
}

/** `values` by `convert`; NaN for what is missing. */
function mapped(
  values: ArrayLike<unknown>,
  convert: (value: number | bigint | Uint8Array) => number,
): Float64Array {
  const target = new Float64Array(values.length);
  for (let i = 0; i < target.length; i++) {
    const value = values[i];
    const known =
      typeof value === 'number' || typeof value === 'bigint' || value instanceof Uint8Array;
    target[i] = known ? convert(value) : Number.NaN;
  }
  return target;
}

function decimalOf(value: number | bigint | Uint8Array, scale: number): number {
  return decimalValue(value instanceof Uint8Array ? bigEndianInteger(value) : value, scale);
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : '';
}

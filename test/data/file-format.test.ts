import { describe, expect, it } from 'vitest';
import { InputError } from '../../engine/core/errors.ts';
import { formatOf } from '../../data/file-format.ts';

function formatOfText(text: string, path = 'f'): string {
  return formatOf(new TextEncoder().encode(text), path);
}

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('formatOf', () => {
  it.each([
    ['ARROW1\0\0', 'arrow'],
    ['PAR1', 'parquet'],
    ['time,open\n', 'text'],
    ['<TICKER>,<PER>,<DATE>\nA,D,1\n', 'text'],
    ['<DATE>\t<OPEN>\n', 'text'],
    ['', 'text'],
  ])('of %j is %s', (text, format) => {
    expect(formatOfText(text)).toBe(format);
  });

  it('of a stream of Arrow goes by its continuation marker', () => {
    expect(formatOf(Uint8Array.of(255, 255, 255, 255, 8, 0, 0, 0), 'f.csv')).toBe('arrow');
  });

  /** First bytes as the formats' own documents have them. */
  it.each([
    [[0x1f, 0x8b, 8], 'a gzip archive (unpack it)'],
    [[0x28, 0xb5, 0x2f, 0xfd], 'a zstd archive (unpack it)'],
    [[...latin1('BZh9')], 'a bzip2 archive (unpack it)'],
    [[0xfd, ...latin1('7zXZ\0')], 'an xz archive (unpack it)'],
    [[...latin1('7z'), 0xbc, 0xaf, 0x27, 0x1c], 'a 7-Zip archive (unpack it)'],
    [[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], 'an Excel workbook (save it as CSV)'],
    [[...latin1('%PDF-1.7')], 'a PDF (export CSV)'],
    [[0x89, ...latin1('HDF\r\n\x1a\n')], 'an HDF5 file (export Parquet or CSV)'],
    [[...latin1('SQLite format 3\0')], 'an SQLite database (export Parquet or CSV)'],
    [[...latin1('FEA1')], 'Feather of version 1 (write version 2, which is Arrow)'],
    [[...latin1('ORC\0')], 'an ORC file (export Parquet or CSV)'],
    [[...latin1('Obj\x01')], 'an Avro file (export Parquet or CSV)'],
    [[...latin1('PARE')], 'an encrypted Parquet file (write it without encryption)'],
    [[...latin1('PK\x05\x06')], 'a ZIP archive (unpack it)'],
  ])('names what begins with %j: %s', (bytes, name) => {
    expect(() => formatOf(Uint8Array.from(bytes), 'f')).toThrow(
      new InputError(`f: expected CSV, Arrow or Parquet, got ${name}`),
    );
  });

  it.each([
    ['[[1704067200000,1]]', 'JSON'],
    ['\n {"a": 1}', 'JSON'],
    ['<!DOCTYPE html>\n<html>', 'an HTML page'],
    ['<!-- cached --><HTML lang="en">', 'an HTML page'],
    ['<?xml version="1.0"?>\n<bars/>', 'XML'],
    ['PK\u0003\u0004 mimetype', 'a ZIP archive (unpack it)'],
    ['PK\u0003\u0004 … xl/workbook.xml', 'an Excel workbook (save it as CSV)'],
    ['PK\u0003\u0004 application/vnd.oasis.opendocument.spreadsheet', 'an OpenDocument'],
  ])('names what is not read: %j', (text, name) => {
    expect(() => formatOfText(text)).toThrow(`f: expected CSV, Arrow or Parquet, got ${name}`);
  });

  it.each([
    ['with a mark', [0xff, 0xfe, 0x74, 0]],
    ['with a mark, big-endian', [0xfe, 0xff, 0, 0x74]],
    ['without one', [0x74, 0, 0x69, 0]],
    ['without one, big-endian', [0, 0x74, 0, 0x69]],
  ])('names UTF-16 %s', (_, bytes) => {
    expect(() => formatOf(Uint8Array.from(bytes), 'f')).toThrow('got UTF-16 text');
  });

  it('holds a name to its promise, in any case', () => {
    expect(() => formatOfText('time,open', 'f.PARQUET')).toThrow('f.PARQUET: expected Parquet');
    expect(() => formatOfText('{}', 'f.feather')).toThrow('expected Feather (Arrow), got JSON');
  });
});

import { describe, expect, it } from 'vitest';
import { formatOf } from '../../data/file-format.ts';

function formatOfText(text: string, path = 'f'): string {
  return formatOf(new TextEncoder().encode(text), path);
}

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

  it.each([
    ['[[1704067200000,1]]', 'JSON'],
    ['\n {"a": 1}', 'JSON'],
    ['<!DOCTYPE html>\n<html>', 'an HTML page'],
    ['<!-- cached --><HTML lang="en">', 'an HTML page'],
    ['<?xml version="1.0"?>\n<bars/>', 'XML'],
    ['PK\u0003\u0004 mimetype', 'a ZIP archive (unpack it)'],
    ['PK\u0003\u0004 … xl/workbook.xml', 'an Excel workbook (save it as CSV)'],
    ['PK\u0003\u0004 application/vnd.oasis.opendocument.spreadsheet', 'an OpenDocument'],
    ['FEA1', 'Feather of version 1'],
    ['SQLite format 3\0', 'an SQLite database'],
    ['%PDF-1.7', 'a PDF'],
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

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSeriesFile } from '../../../data/read-series.ts';
import { InputError } from '../../../engine/core/errors.ts';
import { parseSeriesText } from '../../../engine/core/series-text.ts';
import { temporaryFolder } from '../../cli/temporary-folder.ts';

const FORMS = [
  'time,funding\n1771200000,0.0001\n1771228800,-2e-5\n',
  '\uFEFFfundingTime,symbol,funding\r\n1771200000006,X,0.0001\r\n1771228800013,X,-2e-5\r\n',
  'date,value\n2026-02-16T08:00:00Z,-2e-5\n2026-02-16 00:00,0.0001\n',
  'Timestamp,funding\n2026-02-16,0.0001\n2026-02-16T04:00:00.5+00:00,\n2026-02-16 08:00:00,-2e-5',
];

describe('a series as plain text', () => {
  it.each(FORMS)('is what research reads from the same file: %j', async (text) => {
    const { time, value } = parseSeriesText(text, 'funding', 'series/funding.csv');
    expect([...time]).toEqual([1771200000, 1771228800]);
    expect([...value]).toEqual([0.0001, -2e-5]);
    const path = join(await temporaryFolder(), 'funding.csv');
    await writeFile(path, text);
    const { series } = await readSeriesFile(path);
    const same = series.find(({ name }) => name === 'funding');
    expect({ time: same!.time, value: same!.value }).toEqual({ time, value });
  });

  it('may be empty', () => {
    expect(parseSeriesText('time,x\n', 'x', 'f').time).toHaveLength(0);
  });

  it.each([
    ['', 'f:1: expected columns time,x; found '],
    ['time,y\n1,2\n', 'f:1: expected columns time,x; found time,y'],
    ['when,x\n1,2\n', 'f:1: expected columns time,x; found when,x'],
    ['time,x\n1771200000,2\nsoon,3\n', 'f:3: expected a time and a number, got "soon"'],
    ['time,x\n1771200000,up\n', 'f:2: expected a time and a number, got "up"'],
    ['time,x\n2026-02-31,1\n2026-02-16,2\n', 'f:2: expected a time and a number'],
    ['time,x\n20260216,1\n20260217,2\n', 'f:2: expected a time and a number, got "20260216"'],
    ['time,x\n1771200000000000000,1\n', 'f:2: expected a time and a number'],
    ['time,x\n1771200000,Infinity\n', 'f:2: expected a time and a number, got "Infinity"'],
    ['time,x\n2026-02-16,1,234\n', 'f:2: expected a time and a number, got "2026-02-16,1,234"'],
    ['time,x\n3,1\n4,1\n4,1\n', 'f:4: expected times in order'],
  ])('%j is refused with the line', (text, message) => {
    expect(() => parseSeriesText(text, 'x', 'f')).toThrow(InputError);
    expect(() => parseSeriesText(text, 'x', 'f')).toThrow(message);
  });
});

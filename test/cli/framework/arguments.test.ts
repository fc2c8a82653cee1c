import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readArguments } from '../../../cli/framework/arguments.ts';
import { NPM_RUN } from '../run-here.ts';
import { sumCommand } from '../sum-command.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const sum = sumCommand();

async function configFile(content: unknown): Promise<string> {
  const path = join(await temporaryFolder(), 'config.json');
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('words to options', () => {
  it('give a flag that may stand alone its own value, if no value follows', async () => {
    const options = {
      ...sum.options,
      place: { kind: 'text', default: undefined, bare: 'here', doc: 'A place' },
    } as const;
    const placed = async (...words: string[]): Promise<unknown> =>
      Object(await readArguments({ ...sum, options }, ['add', ...words], NPM_RUN)).place;
    expect(await placed()).toBeUndefined();
    expect(await placed('--place')).toBe('here');
    expect(await placed('--place', '--json')).toBe('here');
    expect(await placed('--place', 'there', '--json')).toBe('there');
    expect(await placed('--place=there')).toBe('there');
  });

  it('fills defaults', async () => {
    expect(await readArguments(sum, ['add'], NPM_RUN)).toEqual({
      action: 'add',
      file: undefined,
      numbers: [1, 2],
      names: [],
      scaleBps: 5,
      dryRun: false,
      out: undefined,
      workers: undefined,
      seed: 42,
      config: undefined,
      json: false,
      timing: false,
    });
  });

  it.each([
    [['add', '--scale-bps', '7.5'], { scaleBps: 7.5 }],
    [['add', '--scale-bps=7.5'], { scaleBps: 7.5 }],
    [['--seed', '1', 'add', 'sum.txt'], { seed: 1, action: 'add', file: 'sum.txt' }],
    [['--action', 'add'], { action: 'add' }],
    [['add', '--numbers', '-1'], { numbers: [-1] }],
    [['add', '--numbers', '-1,3'], { numbers: [-1, 3] }],
    [['add', '--names', 'a,b', '--names', 'c'], { names: ['a,b', 'c'] }],
    [['add', '--dry-run'], { dryRun: true }],
    [['add', '--no-dry-run'], { dryRun: false }],
    [['add', '--', '--odd-name'], { file: '--odd-name' }],
  ])('reads %j', async (words, expected) => {
    expect(await readArguments(sum, words, NPM_RUN)).toMatchObject(expected);
  });

  it.each([
    [['add', '--sede', '1'], 'unknown option --sede, did you mean --seed?'],
    [['add', '--no-seed'], 'unknown option --no-seed; --help lists them'],
    [['add', '--Seed', '1'], 'unknown option --Seed, did you mean --seed?'],
    [['add', '--scales', '1'], 'unknown option --scales, did you mean --scale-bps?'],
    [['add', '-x'], 'unknown option -x; --help lists them'],
    [['add', '--seed'], '--seed: expected a value N, got none'],
    [['add', '--seed', '--json'], '--seed: expected a value N, got none'],
    [['add', '--seed', '1.5'], '--seed: expected an integer from 0 to 2147483647, got "1.5"'],
    [['add', '--scale-bps', '500'], '--scale-bps: expected a number from 0 to 100 bps, got "500"'],
    [['add', '--seed', '1', '--seed', '2'], '--seed: expected once, got it twice'],
    [['add', '--dry-run=maybe'], '--dry-run: expected true or false, got "maybe"'],
    [['subtract'], '--action: expected add | fail | refuse, got "subtract"'],
    [
      ['add', 'a', 'b'],
      'unexpected argument "b"; options are written npm run sum -- --option value',
    ],
    [[], 'expected add|fail|refuse, got nothing'],
  ])('refuses %j', async (words, message) => {
    const failure = readArguments(sum, words, NPM_RUN);
    await expect(failure).rejects.toThrow(`command line: ${message}`);
    await expect(failure).rejects.toMatchObject({ name: 'InputError' });
  });

  it('finds --help anywhere, also beside wrong words', async () => {
    expect(await readArguments(sum, ['--help'], NPM_RUN)).toBe('help');
    expect(await readArguments(sum, ['-h'], NPM_RUN)).toBe('help');
    expect(await readArguments(sum, ['subtract', '--what', '--help'], NPM_RUN)).toBe('help');
  });
});

describe('--config', () => {
  it('gives options, and flags win over them', async () => {
    const $schema = './config.schema.json';
    const config = { $schema, action: 'add', seed: 7, dryRun: true, numbers: [3], names: ['x'] };
    const path = await configFile(config);
    const options = await readArguments(
      sum,
      ['--config', path, '--seed', '8', '--no-dry-run'],
      NPM_RUN,
    );
    expect(options).toMatchObject({ seed: 8, dryRun: false, numbers: [3], names: ['x'] });
  });

  it('may have an object of options for each command, of which one is read', async () => {
    const path = await configFile({
      $schema: './config.schema.json',
      backtest: { threshold: 0.01, neutral: 'hold' },
      sum: { seed: 7, numbers: [3] },
    });
    const options = await readArguments(sum, ['add', '--config', path, '--seed', '8'], NPM_RUN);
    expect(options).toMatchObject({ seed: 8, numbers: [3] });
    expect(options).not.toHaveProperty('threshold');
  });

  it.each([
    [
      { sum: { seed: 7 }, seed: 7 },
      ': expected options, or one object of options for each command, got both: "seed" is no ' +
        'object',
    ],
    [{ backtest: {}, sums: {} }, ': expected options for sum, got only those for backtest, sums'],
    [{ sum: { sede: 1 } }, ': unknown key "sede" for sum, did you mean "seed"?'],
    [{ sum: { seed: -1 } }, ': --seed: expected an integer from 0 to 2147483647, got -1'],
    [{ action: 'add', sede: 1 }, ': unknown key "sede" for sum, did you mean "seed"?'],
    [{ action: 'add', json: true }, ': unknown key "json" for sum'],
    [{ action: 'add', seed: -1 }, ': --seed: expected an integer from 0 to 2147483647, got -1'],
    [[1], ': expected a JSON object of options'],
    ['{"seed": 1,', ': expected JSON: '],
    ['{"seed": 1, "seed": 2}', ': expected each key once, got "seed" twice in one object'],
    ['{"sum": {"seed": 1, "se\\u0065d": 2}}', ': expected each key once, got "se\\u0065d" twice'],
  ])('refuses %j with the name of the file', async (content, message) => {
    const path = await configFile(content);
    const failure = readArguments(sum, ['add', '--config', path], NPM_RUN);
    await expect(failure).rejects.toThrow(`${path}${message}`);
  });

  it('may begin with a byte order mark, and name a key in several objects', async () => {
    const path = await configFile(
      '\uFEFF{"sum": {"names": ["seed", "a\\":"]}, "seed": {"seed": 1}}',
    );
    const { names } = Object(await readArguments(sum, ['add', '--config', path], NPM_RUN));
    expect(names).toEqual(['seed', 'a":']);
  });

  it('refuses a file that is not there', async () => {
    const path = join(await temporaryFolder(), 'none.json');
    const failure = readArguments(sum, ['add', '--config', path], NPM_RUN);
    await expect(failure).rejects.toThrow(`${path}: cannot read it: no such file`);
  });
});

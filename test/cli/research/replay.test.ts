import { createHash } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../cli/framework/command.ts';
import type { Printed } from '../run-here.ts';
import { featuresCommand } from '../../../cli/research/features.ts';
import { firstDifference, replayCommand } from '../../../cli/research/replay.ts';
import { runHere } from '../run-here.ts';
import { sumCommand } from '../sum-command.ts';
import { temporaryFolder } from '../temporary-folder.ts';

type Document = { run: Record<string, unknown>; [key: string]: unknown };

/** The document that `sum` with `words` prints with --json. */
async function resultOf(words: readonly string[]): Promise<Document> {
  const { stdout } = await runHere(sumCommand(), [...words, '--json'], { now: () => 1 });
  return JSON.parse(stdout) as Document;
}

/** Replays `document` with `command` instead of the command that made it. */
async function replay(
  document: unknown,
  command: Command,
  words: readonly string[] = [],
): Promise<Printed & { readonly path: string }> {
  const path = join(await temporaryFolder(), 'result.json');
  await writeFile(path, JSON.stringify(document));
  const replaying = replayCommand({ sum: async () => command });
  return { path, ...(await runHere(replaying, [path, ...words])) };
}

describe('replay', () => {
  it('says identical if all values are equal except durations and times', async () => {
    const document = await resultOf(['add', '--numbers', '3,4', '--timing']);
    expect(await replay(document, sumCommand())).toMatchObject({ code: 0, stdout: 'identical\n' });
    const printed = await replay(document, sumCommand(), ['--workers', '1', '--json']);
    expect(JSON.parse(printed.stdout)).toMatchObject({ identical: true, difference: null });
  });

  it('shows the first difference, exit code 1', async () => {
    const document = await resultOf(['add', '--numbers', '3,4']);
    expect(await replay(document, sumCommand(1))).toMatchObject({
      code: 1,
      stdout: 'different at sum: expected 7, got 8\n',
    });
    const { code, stdout } = await replay(document, sumCommand(1), ['--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      identical: false,
      command: 'sum',
      difference: { path: 'sum', expected: 7, got: 8 },
    });
  });

  it('takes no option from a document that results do not record', async () => {
    const document = await resultOf(['add']);
    Object.assign(document.run['configuration'] as object, { workers: 1 });
    const seen: unknown[] = [];
    const sum = sumCommand();
    const command: Command = {
      ...sum,
      run: (context, options) => {
        seen.push(options['workers']);
        return sum.run(context, options);
      },
    };
    await replay(document, command);
    expect(seen).toEqual([undefined]);
  });

  it('compares files by their hash and writes none', async () => {
    const folder = await temporaryFolder();
    const document = await resultOf(['add', join(folder, 'sum.txt')]);
    await writeFile(join(folder, 'sum.txt'), 'mine now');
    const { stdout } = await replay(document, sumCommand());
    expect(stdout).toBe('identical\n');
    expect(await readdir(folder)).toEqual(['sum.txt']);
    const other = await replay(document, sumCommand(7));
    expect(other.stdout).toBe('different at sum: expected 3, got 10\n');
  });

  it('refuses to act on the world outside once more', async () => {
    const ran: string[] = [];
    const acting: Command = {
      ...sumCommand(),
      acts: 'sends orders',
      run: async () => {
        ran.push('again');
        return { result: {}, text: '' };
      },
    };
    const { code, path, stderr } = await replay(await resultOf(['add']), acting);
    expect({ code, ran }).toEqual({ code: 2, ran: [] });
    expect(stderr).toBe(`replay: ${path}: cannot replay "sum": it sends orders\n`);
  });

  it('refuses a result of another version', async () => {
    const document = await resultOf(['add']);
    document.run['version'] = '0.0.9';
    const { code, path, stderr } = await replay(document, sumCommand());
    expect(code).toBe(2);
    expect(stderr).toBe(
      `replay: ${path}: version 0.0.9 made it, but this is 1.2.3: results may differ\n`,
    );
  });

  it('refuses a result of a build that did not say which bars had closed', async () => {
    const document = await resultOf(['add']);
    const { asOf: _, ...data } = document.run['data'] as { readonly asOf: string };
    document.run['data'] = data;
    const { code, path, stderr } = await replay(document, sumCommand());
    expect(code).toBe(2);
    expect(stderr).toBe(
      `replay: ${path}: an earlier build of version 1.2.3 made it: run.data.asOf is missing, ` +
        'so the bars that had closed are not known; run the command again\n',
    );
  });

  it('leaves out the bar that still formed then, though it has closed since', async () => {
    const file = join(await temporaryFolder(), 'bars.csv');
    const days = Array.from({ length: 9 }, (_, i) => `2024-01-0${i + 1},10,12,9,11,5`);
    await writeFile(file, ['time,open,high,low,close,volume', ...days, ''].join('\n'));
    const now = (): number => Date.parse('2024-01-09T07:00:00Z');
    const words = ['--data', file, '--features', 'lag_ret_1', '--json'];
    const { stdout } = await runHere(featuresCommand, words, { now });
    const document = JSON.parse(stdout) as Document;
    expect(document.run['data']).toMatchObject({
      rows: 8,
      asOf: '2024-01-09T00:00:00Z',
      formingBar: '2024-01-09T00:00:00Z',
      findings: { formingBar: 1 },
    });
    const path = join(await temporaryFolder(), 'result.json');
    await writeFile(path, stdout);
    const replaying = replayCommand({ features: async () => featuresCommand });
    const { code, stdout: verdict } = await runHere(replaying, [path]);
    expect([code, verdict]).toEqual([0, 'identical\n']);
    // Without the replay's clock the bar is there: the test can tell the two apart.
    const later = JSON.parse((await runHere(featuresCommand, words)).stdout) as Document;
    expect(later.run['data']).toMatchObject({ rows: 9, formingBar: null });
  });

  it('refuses data that have changed or are gone', async () => {
    const data = join(await temporaryFolder(), 'bars.csv');
    await writeFile(data, 'now');
    const sha256 = createHash('sha256').update('then').digest('hex');
    const document = await resultOf(['add']);
    document.run['data'] = { ...(document.run['data'] as object), path: data, sha256 };
    const changed = await replay(document, sumCommand());
    expect(changed.code).toBe(2);
    expect(changed.stderr).toContain(`${data}: the data changed: expected SHA-256 ${sha256}, got `);
    document.run['data'] = { ...(document.run['data'] as object), path: `${data}.gone` };
    expect((await replay(document, sumCommand())).stderr).toContain(`${data}.gone: no such file`);
  });

  it.each([
    [{ sum: 3 }, 'expected a result with a run block (--json prints one): run: '],
    [[], 'expected a result with a run block (--json prints one): the document: '],
    [
      { run: { command: 'sum' } },
      'expected a result with a run block (--json prints one): run.version: ',
    ],
  ])('refuses %j', async (document, message) => {
    const { code, stderr, path } = await replay(document, sumCommand());
    expect(code).toBe(2);
    expect(stderr).toContain(`replay: ${path}: ${message}`);
  });

  it.each(['minus', 'replay', 'toString'])('refuses a result of %s', async (name) => {
    const document = await resultOf(['add']);
    document.run['command'] = name;
    const { code, stderr } = await replay(document, sumCommand());
    expect(code).toBe(2);
    expect(stderr).toContain(`cannot replay the command "${name}"`);
  });
});

describe('the first difference of two documents', () => {
  it.each([
    [{ a: 1, b: [1, 2] }, { a: 1, b: [1, 2] }, undefined],
    [{ a: { b: [1, 2] } }, { a: { b: [1, 3] } }, ['a.b[1]', 2, 3]],
    [{ a: 1, b: 2 }, { a: 2, b: 3 }, ['a', 1, 2]],
    [{ a: 1 }, { a: 1, b: null }, ['b', undefined, null]],
    [{ a: [1] }, { a: [] }, ['a[0]', 1, undefined]],
    [{ a: {} }, { a: [] }, ['a', {}, []]],
    [{ a: null }, { a: {} }, ['a', null, {}]],
    [{ a: '1' }, { a: 1 }, ['a', '1', 1]],
  ])('of %j and %j', (expected, got, difference) => {
    const found = firstDifference(expected, got);
    expect(found && [found.path, found.expected, found.got]).toEqual(difference);
  });
});

import { mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defineCommand } from '../../../cli/framework/command.ts';
import { Cancelled } from '../../../engine/core/errors.ts';
import { LATER, runHere } from '../run-here.ts';
import { sumCommand } from '../sum-command.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const sum = sumCommand();

async function documentOf(words: readonly string[]): Promise<Record<string, unknown>> {
  const { code, stdout } = await runHere(sum, [...words, '--json']);
  expect(code).toBe(0);
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('a command that succeeds', () => {
  it('prints its text, after the line that says the sample is synthetic', async () => {
    expect(await runHere(sum, ['add'])).toEqual({
      code: 0,
      stdout: 'synthetic sample, 3 bars: generated, not from a market\nsum 3\n',
      stderr: '',
    });
  });

  it('prints no colours into a file', async () => {
    const text = '\u001B[1mbold\u001B[22m';
    const command = { ...sum, run: async () => ({ result: {}, text }) };
    expect((await runHere(command, ['add'])).stdout).toBe('bold\n');
  });

  it('prints one JSON document, with null and a reason where there is no number', async () => {
    const { stdout, stderr } = await runHere(sum, ['add', '--json', '--seed', '7']);
    expect(stderr).toBe('');
    expect(stdout).toBe(`${JSON.stringify(JSON.parse(stdout), null, 2)}\n`);
    const document = JSON.parse(stdout) as Record<string, unknown>;
    expect(Object.entries(document)).toEqual([
      [
        'run',
        {
          command: 'sum',
          version: '1.2.3',
          seed: 7,
          configuration: {
            action: 'add',
            file: null,
            numbers: [1, 2],
            names: [],
            scaleBps: 5,
            dryRun: false,
            out: null,
            seed: 7,
          },
          data: {
            name: 'synthetic sample',
            path: null,
            sha256: 'ab'.repeat(32),
            rows: 3,
            synthetic: true,
            asOf: '2024-01-04T00:00:00Z',
            formingBar: null,
            findings: {
              jumps: 0,
              gaps: 0,
              missing: 0,
              flatBars: 0,
              undefinedTail: null,
              formingBar: 0,
            },
          },
        },
      ],
      ['sum', 3],
      ['ratio', null],
      ['none', null],
      ['nested', [{ best: null }]],
      ['written', null],
      ['startedAt', LATER],
      ['elapsedMs', expect.any(Number)],
      [
        'nullReasons',
        { ratio: 'infinite', none: 'undefined for these data', 'nested[0].best': 'no trade' },
      ],
    ]);
  });

  it('also writes the document to a file if asked to', async () => {
    const folder = await temporaryFolder();
    const out = join(folder, 'deep', 'result.json');
    const { stdout, stderr } = await runHere(sum, ['add', '--json', '--out', out]);
    const bytes = stdout.length.toLocaleString('en');
    expect(stderr).toBe(`wrote ${out}, ${bytes} bytes\n`);
    expect(await readFile(out, 'utf8')).toBe(stdout);
    expect(await readdir(join(folder, 'deep'))).toEqual(['result.json']);
  });

  it('adds the phases with --timing, in the document or on stderr', async () => {
    const { timing } = await documentOf(['add', '--timing']);
    expect(timing).toEqual({ add: 1, all: 4 });
    const { stderr } = await runHere(sum, ['add', '--timing']);
    expect(stderr).toBe('add: 0.001 s\nall: 0.004 s\n');
  });
});

describe('a command that fails', () => {
  it('reports bad input in one line, exit code 2', async () => {
    expect(await runHere(sum, ['refuse'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'sum: a.csv:3: expected 1, got 2\n',
    });
  });

  it('reports any other failure in one line, exit code 1', async () => {
    expect(await runHere(sum, ['fail', '--json'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'sum: failed: broken (WALKFOREST_DEBUG=1 shows where)\n',
    });
  });

  it('shows the stack if the environment asks for it', async () => {
    const { stderr } = await runHere(sum, ['fail'], { env: { WALKFOREST_DEBUG: '1' } });
    expect(stderr).toMatch(/^sum: failed: broken\nTypeError: broken\n {4}at /);
  });

  it('prints red on a terminal, unless the environment wants no colours', async () => {
    const written: string[] = [];
    const stderr = { isTTY: true, write: (text: string) => written.push(text) };
    await runHere(sum, ['fail'], { stderr });
    await runHere(sum, ['fail'], { stderr, env: { NO_COLOR: '' } });
    expect(written.map((text) => text.slice(0, text.indexOf('failed')))).toEqual([
      '\u001B[31msum:\u001B[39m ',
      'sum: ',
    ]);
  });

  it('names a path that cannot be written, exit code 2, and leaves nothing there', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'file'), '');
    const path = join(folder, 'file', 'sum.txt');
    const { code, stderr } = await runHere(sum, ['add', path]);
    expect(code).toBe(2);
    expect(stderr).toBe(`sum: cannot write ${path}: a part of its path is no folder\n`);
    expect((await runHere(sum, ['add', folder])).stderr).toContain('it is a folder');
    expect(await readdir(folder)).toEqual(['file']);
  });

  it('is refused before its work if a file cannot be written', async () => {
    const folder = await temporaryFolder();
    // `fail` would throw another error if the command began.
    const { code, stderr } = await runHere(sum, ['fail', folder]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `sum: cannot write ${folder}: it is a folder\n`,
    });
  });

  it('is refused if two outputs are one file', async () => {
    const folder = await temporaryFolder();
    const out = join(folder, 'sum.txt');
    const { code, stderr } = await runHere(sum, [
      'add',
      join(folder, 'x', '..', 'sum.txt'),
      '--out',
      out,
    ]);
    expect(code).toBe(2);
    expect(stderr).toBe(`sum: cannot write ${out}: two outputs have this name\n`);
    expect(await readdir(folder)).toEqual([]);
  });

  it('is refused if an output is one of its inputs, by whatever name', async () => {
    const folder = await temporaryFolder();
    const [raw, link] = [join(folder, 'raw.csv'), join(folder, 'link.csv')];
    await writeFile(raw, '{}');
    await symlink(raw, link);
    const text = { kind: 'text', default: undefined, placeholder: 'FILE', path: 'file' } as const;
    const copy = defineCommand({
      name: 'copy',
      purpose: 'Copies files.',
      options: {
        data: { ...text, doc: 'Read' },
        more: { ...text, kind: 'list', default: [], doc: 'Read' },
        out: { ...text, doc: 'Written' },
      },
      examples: ['--data a.csv', '--data a.csv --out b.csv'],
      outputs: ({ out }) => [{ path: out }],
      run: async (context, { out }) => {
        await context.writeFile(out!, 'copied');
        return { result: {}, text: 'copied' };
      },
    });
    for (const words of [
      ['--data', raw, '--out', raw],
      ['--data', link, '--out', raw],
      ['--data', raw, '--out', link],
      ['--more', `${folder}/none.csv,${raw}`, '--out', join(folder, 'x', '..', 'raw.csv')],
      ['--config', raw, '--out', raw],
    ]) {
      const { code, stderr } = await runHere(copy, words);
      expect(stderr).toBe(
        `copy: cannot write ${words[3]}: the command reads this file. Name another one\n`,
      );
      expect(code).toBe(2);
    }
    expect(await readFile(raw, 'utf8')).toBe('{}');
    expect((await runHere(copy, ['--data', link, '--out', join(folder, 'new.csv')])).code).toBe(0);
    // A file of an earlier run is replaced.
    expect((await runHere(copy, ['--data', link, '--out', join(folder, 'new.csv')])).code).toBe(0);
  });

  it('prints its result all the same if a file cannot be written at the end', async () => {
    const folder = await temporaryFolder();
    const out = join(folder, 'result');
    const late = defineCommand({
      name: 'late',
      purpose: 'Finds a folder where its file was to be.',
      options: {},
      examples: ['late', 'late'],
      outputs: () => [{ path: out }],
      run: async (context) => {
        await mkdir(out);
        const { bytes } = await context.writeFile(out, 'four');
        return { result: { bytes }, text: `${bytes} bytes` };
      },
    });
    expect(await runHere(late, [])).toEqual({
      code: 2,
      stdout: '4 bytes\n',
      stderr: `late: cannot write ${out}: it is a folder\n`,
    });
    expect(await readdir(folder)).toEqual(['result']);
  });

  it('ends with 130 if it was stopped, even if it throws, and writes nothing', async () => {
    const folder = await temporaryFolder();
    const out = join(folder, 'sum.txt');
    const stopped = { signal: AbortSignal.abort(new Cancelled()) };
    expect(await runHere(sum, ['add', out], stopped)).toEqual({
      code: 130,
      stdout: '',
      stderr: 'sum: stopped\n',
    });
    expect((await runHere(sum, ['fail'], stopped)).code).toBe(130);
    expect(await readdir(folder)).toEqual([]);
  });
});

import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { COMMANDS } from '../../../cli/commands.ts';
import { optionsSchema } from '../../../cli/framework/config-schema.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { walkforest } from '../walkforest.ts';
import { agentEnvironment, agentHere, type Agent } from './agent-here.ts';

// Each test starts several processes, which may have to share a processor with other tests.
vi.setConfig({ testTimeout: 300_000 });

/** A backtest of about a second. */
const BACKTEST = { trees: 5, features: ['forward_4'], seeds: [42] };
const BACKTEST_WORDS = ['--trees', '5', '--features', 'forward_4', '--seeds', '42'];
const SELECT = { trees: 5, candidates: ['ema_ratio_12', 'atr_14'], nested: 'off' };

let folder: string;
let caches: string;

beforeEach(async () => {
  const base = await temporaryFolder();
  [folder, caches] = [join(base, 'research'), join(base, 'caches')];
  await mkdir(folder);
});

const start = (words: readonly string[] = []): Promise<Agent> => agentHere(folder, caches, words);

async function filesOf(path: string): Promise<readonly string[]> {
  return (await readdir(path, { recursive: true })).toSorted();
}

describe('the tools of an agent', () => {
  it('have the options of the commands as their schemas, and none trades or uploads', async () => {
    const { client } = await start();
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'data_check',
      'features',
      'select',
      'backtest',
      'assess',
      'audit',
      'report',
      'predict',
    ]);
    const properties = (name: string) =>
      tools.find((tool) => tool.name === name)!.inputSchema.properties!;
    const { config: _config, timing: _timing, ...own } = properties('select');
    const {
      queue: _queue,
      verify: _verify,
      store: _store,
      ...ofCommand
    } = optionsSchema((await COMMANDS['select']!()).options).properties;
    expect(own).toEqual(ofCommand);
    expect(Object.keys(properties('data_check'))).toEqual([
      'file',
      'timeframe',
      'config',
      'timing',
    ]);
    const all = tools.flatMap(({ inputSchema }) => Object.keys(inputSchema.properties!));
    for (const option of [
      'uploadS3',
      'log',
      'logFile',
      'pair',
      'action',
      'json',
      'queue',
      'store',
    ]) {
      expect(all).not.toContain(option);
    }
    expect(JSON.stringify(tools)).not.toMatch(/:\/\/HOST|BUCKET/);
  });

  it('answer with what the command prints with --json, and save it', async () => {
    const env = agentEnvironment(caches);
    const printed = await walkforest(['backtest', ...BACKTEST_WORDS, '--json'], {
      cwd: folder,
      env,
    });
    const plain = await walkforest(['backtest', ...BACKTEST_WORDS], { cwd: folder, env });
    const { call, client } = await start();
    const answer = await call('backtest', BACKTEST);
    expect(answer.links).toHaveLength(1);
    expect(await readFile(fileURLToPath(answer.links[0]!), 'utf8')).toBe(printed.stdout);
    expect(answer.text).toContain(plain.stdout.trimEnd().split('\n').slice(0, 12).join('\n'));
    const document = JSON.parse(printed.stdout) as { run: unknown; accounting: unknown };
    expect(answer.structured['document']).toMatchObject({
      run: document.run,
      accounting: document.accounting,
    });
    const { contents } = await client.readResource({ uri: answer.links[0]! });
    expect(contents[0]).toMatchObject({ mimeType: 'application/json', text: printed.stdout });
    await expect(client.readResource({ uri: 'file:///etc/hostname' })).rejects.toThrow(
      'expected a file that a tool has written',
    );
  });

  it('count every trial that was ever made on the bars', async () => {
    const { call } = await start();
    const first = await call('backtest', BACKTEST);
    const second = await call('backtest', { ...BACKTEST, seeds: [7] });
    const third = await call('select', SELECT);
    const counts = [first, second, third].map(({ structured }) => Number(structured['trialsEver']));
    expect(counts[0]).toBeGreaterThan(0);
    expect(counts[1]).toBeGreaterThan(counts[0]!);
    expect(counts[2]).toBeGreaterThan(counts[1]!);
    const features = await call('features', { features: 'forward_4' });
    expect(features.structured['trialsEver']).toBe(counts[2]);
    expect(features.text).toContain(
      `Trials ever made on these bars, by anybody: ${counts[2]} (ledger).`,
    );
  });

  it('check a file, test it, and draw the saved result', async () => {
    const words = ['data', 'sample', '--out', 'bars.csv'];
    await walkforest(words, { cwd: folder, env: agentEnvironment(caches) });
    const { call } = await start();
    const check = await call('data_check', { file: 'bars.csv' });
    expect(check.structured['document']).toMatchObject({ rows: 4500, gaps: [] });
    const { structured } = await call('backtest', { ...BACKTEST, curves: true, data: 'bars.csv' });
    const [{ path }] = structured['files'] as [{ path: string }];
    const report = await call('report', { result: path, out: 'page.html' });
    expect(report.structured['trialsEver']).toBe(structured['trialsEver']);
    expect(await readFile(join(folder, 'page.html'), 'utf8')).toMatch(/^<!doctype html>/i);
  });

  it('say of a bad option what a user would read', async () => {
    const { call } = await start();
    const bad = await call('backtest', { trees: 0 });
    const user = await walkforest(['backtest', '--trees', '0']);
    expect(bad).toMatchObject({ failed: true, text: user.stderr.trimEnd().replace('"0"', '0') });
  });

  it('report progress that only grows', async () => {
    const { call } = await start();
    const seen: number[] = [];
    const lines: string[] = [];
    const onprogress = ({
      progress,
      message,
    }: {
      progress: number;
      message?: string | undefined;
    }): void => {
      seen.push(progress);
      lines.push(message ?? '');
    };
    await call('select', { ...SELECT, trees: 40 }, { onprogress });
    expect(seen.length).toBeGreaterThan(1);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(new Set(seen).size).toBe(seen.length);
    expect(lines[0]).toMatch(/: \d+ %/);
  });

  it('end when the agent cancels, and leave nothing behind', async () => {
    const { call } = await start(['--at-once', '1']);
    const cancel = new AbortController();
    const onprogress = (): void => cancel.abort('enough');
    const select = call('select', { trees: 2000 }, { signal: cancel.signal, onprogress });
    await expect(select).rejects.toThrow('enough');
    // The only turn comes back when the process of the selection has ended.
    const next = await call('features', { features: 'forward_4' });
    expect(next.structured['trialsEver']).toBe(0);
    const files = await filesOf(folder);
    expect(files.filter((name) => /select|partial/.test(name))).toEqual([]);
  });

  it('run two calls at once', async () => {
    const { call } = await start();
    const answers = await Promise.all([
      call('backtest', BACKTEST),
      call('backtest', { ...BACKTEST, seeds: [1] }),
    ]);
    expect(answers.map(({ failed }) => failed)).toEqual([false, false]);
    expect(new Set(answers.flatMap(({ links }) => links)).size).toBe(2);
  });
});

describe('the folder of an agent', () => {
  it('is the only one whose files are read or written', async () => {
    const outside = join(folder, '../outside');
    await mkdir(outside);
    await writeFile(join(outside, 'bars.csv'), 'secret\n');
    await symlink(join(outside, 'bars.csv'), join(folder, 'link.csv'));
    await symlink(outside, join(folder, 'linked'));
    await symlink(join(outside, 'none.csv'), join(folder, 'dangling.csv'));
    await mkdir(join(folder, 'chain'));
    await symlink(join(outside, 'bars.csv'), join(folder, 'chain/hash_rate.csv'));
    await writeFile(
      join(folder, 'config.json'),
      JSON.stringify({ data: join(outside, 'bars.csv') }),
    );
    const { call } = await start();
    const refused = [
      ['data_check', { file: '../outside/bars.csv' }],
      ['data_check', { file: join(outside, 'bars.csv') }],
      ['data_check', { file: 'link.csv' }],
      ['data_check', { file: 'linked/bars.csv' }],
      ['features', { out: 'linked/new/features.csv' }],
      ['features', { out: 'dangling.csv' }],
      ['features', { onchain: 'chain' }],
      ['features', { config: 'config.json' }],
      ['backtest', { features: ['linked/select.json'] }],
      ['backtest', { report: '/tmp/report.html' }],
      ['backtest', { series: ['link.csv'] }],
      ['predict', { model: 'linked/model.bin' }],
      ['assess', { returns: 'link.csv' }],
      ['report', { result: 'linked/result.json' }],
    ] as const;
    for (const [tool, values] of refused) {
      const { failed, text } = await call(tool, values);
      expect(failed, JSON.stringify(values)).toBe(true);
      expect(text).toContain('expected a path inside the folder');
      expect(text).not.toContain('secret');
    }
    expect(await filesOf(outside)).toEqual(['bars.csv']);
  });

  it('keeps its own files: a tool replaces only what tools have written', async () => {
    await writeFile(join(folder, 'mine.csv'), 'mine\n');
    const { call } = await start();
    const { failed, text } = await call('features', { out: 'mine.csv' });
    expect(failed).toBe(true);
    expect(text).toContain('mine.csv: expected a name that is free');
    expect(await readFile(join(folder, 'mine.csv'), 'utf8')).toBe('mine\n');
    const twice = { features: 'forward_4', out: 'own.csv' };
    expect((await call('features', twice)).failed).toBe(false);
    expect((await call('features', twice)).failed).toBe(false);
  });

  it('does not lead to the network or to the log of live trading', async () => {
    const { call } = await start();
    const { failed, text } = await call('predict', { source: 'kraken' });
    expect(failed).toBe(true);
    expect(text).toContain('tools of agents open no connection');
    await writeFile(join(folder, 'log.json'), '{"log": true}');
    const logged = await call('predict', { config: 'log.json' });
    expect(logged.text).toContain('log.json: --log is no option of this tool');
    const queue = 'redis://127.0.0.1:1';
    const asked = await call('backtest', { ...BACKTEST, queue });
    expect(asked.text).toContain('unknown option --queue');
    await writeFile(join(folder, 'queue.json'), JSON.stringify({ queue }));
    const configured = await call('backtest', { ...BACKTEST, config: 'queue.json' });
    expect(configured.text).toContain('queue.json: --queue is no option of this tool');
  });

  it('may vanish: a call fails, and the server goes on', async () => {
    const { call } = await start();
    await rm(folder, { recursive: true });
    const { failed } = await call('features', { features: 'forward_4' });
    expect(failed).toBe(true);
    await mkdir(folder);
    expect((await call('features', { features: 'forward_4' })).failed).toBe(false);
  });
});

describe('npm run mcp', () => {
  it('ends with code 0 when stdin ends, with nothing but the protocol on stdout', async () => {
    // walkforest() gives no stdin, so that it has ended before the first message.
    const { code, stdout, stderr } = await walkforest(['mcp'], { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('serving tools over stdio');
  });

  it('refuses --json, and a folder that is not there', async () => {
    const json = await walkforest(['mcp', '--json'], { cwd: folder });
    expect(json).toMatchObject({ code: 2, stdout: '' });
    expect(json.stderr).toContain('speaks a protocol on stdout');
    const gone = await walkforest(['mcp', '--folder', 'gone'], { cwd: folder });
    expect(gone).toMatchObject({ code: 2, stdout: '' });
    const home = await walkforest(['mcp'], { cwd: '/' });
    expect(home).toMatchObject({ code: 2, stdout: '' });
    expect(home.stderr).toContain('expected --folder DIR');
  });
});

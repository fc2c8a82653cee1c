import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageVersion } from '../../data/package-version.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { exitCode, startWalkforest, walkforest } from './walkforest.ts';

/** A fast selection on the sample. */
const FEW_TREES = ['--trees', '2', '--candidates', 'log_ret_1d,rsi_14', '--step', '500'];

describe('the command line as a process', () => {
  it('prints version and commands', async () => {
    const version = await walkforest(['--version']);
    expect(version).toEqual({ code: 0, stdout: `${packageVersion()}\n`, stderr: '' });
    const help = await walkforest(['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain('Usage: walkforest <command> [options]');
    expect(await walkforest(['help'])).toEqual(help);
    expect(await walkforest([])).toEqual({ code: 2, stdout: '', stderr: help.stdout });
  });

  it('takes WALKFOREST_NOW for the time, and refuses one that is none', async () => {
    const now = (text: string): ReturnType<typeof walkforest> =>
      walkforest(['features', '--json'], { env: { WALKFOREST_NOW: text } });
    const { code, stderr } = await now('2025-04-20T12:00:00Z');
    expect(code).toBe(0);
    expect(stderr).toContain('left out: the bar of 2025-04-20 and 7 bars after it');
    const message = 'expected an ISO time such as 2026-11-27T07:00:00Z, got "noon"';
    expect(await now('noon')).toEqual({
      code: 2,
      stdout: '',
      stderr: `walkforest: environment: WALKFOREST_NOW: ${message}\n`,
    });
  });

  it('prints the help of a command on stdout', async () => {
    const { code, stdout, stderr } = await walkforest(['select', '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('--trees N');
    expect(await walkforest(['help', 'select'])).toEqual({ code, stdout, stderr });
  });

  it.each([
    [
      'npm run',
      { npm_command: 'run', npm_lifecycle_event: 'select' },
      'npm run select -- [options]',
    ],
    ['npx', { npm_command: 'exec', npm_lifecycle_script: "'walkforest'" }, 'npx walkforest select'],
  ])('shows the usage of a call by %s', async (_, env, usage) => {
    const { stdout } = await walkforest(['help', 'select'], { env });
    expect(stdout).toContain(`Usage: ${usage}`);
  });

  it.each([
    [['selekt'], 'walkforest: unknown command "selekt", did you mean select?\n'],
    [['bench'], 'walkforest: bench belongs to the repository, where it is npm run bench\n'],
    [['help', 'selekt'], 'walkforest: unknown command "selekt", did you mean select?\n'],
    [['toString'], 'walkforest: unknown command "toString"; --help lists them\n'],
    [
      ['select', '--tree', '5'],
      'select: command line: unknown option --tree, did you mean --trees?\n',
    ],
    [
      ['backtest', '--timeframe', '2h'],
      'backtest: command line: --timeframe: expected 1d | 4h | 1h, got "2h"\n',
    ],
    [['select', '--data', 'none.csv'], 'select: none.csv: no such file\n'],
    [['replay', 'none.json'], 'replay: none.json: no such file\n'],
  ])('refuses %j in one line, exit code 2, nothing written', async (words, stderr) => {
    const cwd = await temporaryFolder();
    expect(await walkforest(words, { cwd })).toEqual({ code: 2, stdout: '', stderr });
    expect(await readdir(cwd)).toEqual([]);
  });

  it('gives the same bytes with any number of workers, and replay says so', async () => {
    const cwd = await temporaryFolder();
    const words = ['select', ...FEW_TREES, '--json'];
    const documents = [];
    for (const workers of ['1', '3']) {
      const { code, stdout } = await walkforest([...words, '--workers', workers], { cwd });
      expect(code).toBe(0);
      documents.push(stdout.replace(/"elapsedMs": [\d.e-]+/, '"elapsedMs": 0'));
    }
    expect(documents[0]).toBe(documents[1]);
    await writeFile(join(cwd, 'result.json'), documents[0]!);
    const replayed = await walkforest(['replay', 'result.json'], { cwd });
    expect(replayed).toMatchObject({ code: 0, stdout: 'identical\n' });
  });

  it('does not fail if the reader closes the pipe', async () => {
    const child = startWalkforest(['features', '--list', '--json']);
    child.stdout.destroy();
    expect(await exitCode(child)).toBe(0);
  });

  it('stops on Ctrl-C: exit code 130, no document, no half-written file', async () => {
    const cwd = await temporaryFolder();
    const out = join(cwd, 'out');
    await mkdir(out);
    const words = ['select', '--trees', '4000', '--out', join(out, 'result.json'), '--json'];
    const child = startWalkforest(words, { cwd, env: { XDG_CACHE_HOME: join(cwd, 'cache') } });
    const exit = exitCode(child);
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += String(chunk)));
    // It prints its first words when the bars are read and the work begins.
    child.stderr.once('data', () => child.kill('SIGINT'));
    expect(await exit).toBe(130);
    expect(stdout).toBe('');
    expect(await readdir(out)).toEqual([]);
  });

  it('stops on Ctrl-C in the middle of busy work, of which no end is awaited', async () => {
    // The first work that a command runs as interruptible sends the signal and never ends.
    const endless = `Object.defineProperty(globalThis, Symbol.for('walkforest.work'), {
      configurable: true,
      get: () => () => { process.kill(process.pid, 'SIGINT'); for (;;); },
      set: () => {},
    })`;
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(endless)}` };
    expect(await walkforest(['features', '--json'], { env })).toEqual({
      code: 130,
      stdout: '',
      stderr: expect.stringMatching(/features: stopped\n$/),
    });
  });

  it('reads options from --config, flags first, and records what was used', async () => {
    const cwd = await temporaryFolder();
    const config = { trees: 3, candidates: ['log_ret_1d', 'rsi_14'], step: 500, seed: 5 };
    await writeFile(join(cwd, 'config.json'), JSON.stringify(config));
    const words = ['--config', 'config.json', '--trees', '2', '--out', 'result.json'];
    const { code, stdout } = await walkforest(['select', ...words], { cwd });
    expect(code).toBe(0);
    expect(stdout.split('\n')[0]).toContain('synthetic sample');
    const { run } = JSON.parse(await readFile(join(cwd, 'result.json'), 'utf8')) as {
      run: Record<string, unknown>;
    };
    expect(run).toMatchObject({
      command: 'select',
      seed: 5,
      version: packageVersion(),
      configuration: { ...config, trees: 2 },
      data: { name: 'synthetic sample', path: null, synthetic: true },
    });
  });
});

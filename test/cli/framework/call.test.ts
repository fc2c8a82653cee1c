import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../cli/commands.ts';
import { readArguments } from '../../../cli/framework/arguments.ts';
import { callOf, commandLine, refuseKeptByNpm } from '../../../cli/framework/call.ts';
import { COMMON_OPTIONS } from '../../../cli/framework/command.ts';
import { flagOf } from '../../../engine/core/options.ts';
import { NPM_RUN } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const COMMAND_LIST = await Promise.all(Object.values(COMMANDS).map((load) => load()));
const ROOT = join(import.meta.dirname, '../../..');

/** Every option of every command, those that all have included. */
const EVERY_OPTION = COMMAND_LIST.flatMap((command) =>
  [...Object.keys(command.options), ...Object.keys(COMMON_OPTIONS), 'help'].map((name) => ({
    command,
    flag: flagOf(name),
    variable: `npm_config_${flagOf(name).slice(2).replaceAll('-', '_')}`,
  })),
);

/** What npm 10 and 11 put into the environment of every script. */
const OF_NPM_ITSELF = {
  npm_config_allow_scripts: '',
  npm_config_cache: '/home/user/.npm',
  npm_config_global_prefix: '/usr',
  npm_config_globalconfig: '/usr/etc/npmrc',
  npm_config_init_module: '/home/user/.npm-init.js',
  npm_config_local_prefix: '/project',
  npm_config_loglevel: 'silent',
  npm_config_node_gyp: '/usr/lib/node_modules/npm/node_modules/node-gyp/bin/node-gyp.js',
  npm_config_noproxy: '',
  npm_config_npm_version: '11.19.1',
  npm_config_prefix: '/usr',
  npm_config_user_agent: 'npm/11.19.1 node/v20.20.2 linux x64 workspaces/false',
  npm_config_userconfig: '/home/user/.npmrc',
};

/** The environment of `npm run …`, with further variables. */
function npmRun(command: string, further: Readonly<Record<string, string>> = {}) {
  return { ...OF_NPM_ITSELF, npm_command: 'run', npm_lifecycle_event: command, ...further };
}

const noFile = (): undefined => undefined;

/** npm takes it for `--no-global`; lambda:invoke asks for it again. */
const NOT_HANDED_ON = new Set(['--local']);

describe('the form of a call', () => {
  it.each([
    [{}, 'walkforest select --seed 1'],
    [npmRun('select'), 'npm run select -- --seed 1'],
    [{ ...npmRun('select'), npm_command: 'run-script' }, 'npm run select -- --seed 1'],
    [npmRun('nightly'), 'walkforest select --seed 1'],
    [{ npm_command: 'test', npm_lifecycle_event: 'test' }, 'walkforest select --seed 1'],
    [
      { npm_command: 'exec', npm_lifecycle_script: "'walkforest'" },
      'npx walkforest select --seed 1',
    ],
    [{ npm_command: 'exec', npm_lifecycle_script: 'walkforest' }, 'npx walkforest select --seed 1'],
    [{ npm_command: 'exec', npm_lifecycle_script: "'vitest' run" }, 'walkforest select --seed 1'],
  ])('follows from %o', (env, line) => {
    expect(commandLine(callOf(env, 'select', noFile), 'select', '--seed 1')).toBe(line);
  });

  it('has no -- where nothing follows it', () => {
    expect(commandLine(NPM_RUN, 'lambda:build')).toBe('npm run lambda:build');
  });
});

describe('an option that npm kept', () => {
  it.each(EVERY_OPTION)('$command.name: $flag is refused', async ({ command, flag, variable }) => {
    const call = callOf(npmRun(command.name, { [variable]: 'true' }), command.name, noFile);
    const failure = readArguments(command, ['5'], call);
    await expect(failure).rejects.toMatchObject({ name: 'InputError' });
    await expect(failure).rejects.toThrow(`npm kept ${flag} for itself: write it after --`);
    await expect(failure).rejects.toThrow(`npm run ${command.name} -- ${flag}`);
  });

  it.each(COMMAND_LIST)('$name: npm’s own settings are none', (command) => {
    const call = callOf(npmRun(command.name), command.name, noFile);
    expect(() => refuseKeptByNpm(call, command.name, command.options)).not.toThrow();
  });

  const trade = COMMAND_LIST.find(({ name }) => name === 'trade')!;
  const messageOf = (env: Readonly<Record<string, string>>): string => {
    try {
      refuseKeptByNpm(callOf(env, 'trade', noFile), trade.name, trade.options);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('is named with its value where npm knows it, with what is expected otherwise', () => {
    const kept = {
      npm_config_dry_run: 'true',
      npm_config_size_usd: '500',
      npm_config_venue: 'true',
    };
    expect(messageOf(npmRun('trade', kept))).toBe(
      'npm kept --size-usd and --venue and --dry-run for itself: write it after --: ' +
        'npm run trade -- --size-usd 500 --venue futures|spot --dry-run (or, if it was meant for ' +
        'npm, unset npm_config_size_usd and npm_config_venue and npm_config_dry_run)',
    );
  });

  it('is refused under npx and in a script of another name, too', () => {
    const dry = { npm_config_dry_run: 'true' };
    const npx = { npm_command: 'exec', npm_lifecycle_script: "'walkforest'", ...dry };
    expect(messageOf(npx)).toContain('write it after walkforest: npx walkforest trade --dry-run');
    expect(messageOf(npmRun('nightly', dry))).toContain(
      'write it after --, so that npm calls: walkforest trade --dry-run (',
    );
  });

  it('is none where npm did not start the program', () => {
    expect(messageOf({ npm_config_dry_run: 'true' })).toBe('');
  });

  it('is none where a .npmrc says it, which npm hands on in the same way', () => {
    const env = npmRun('trade', { npm_config_json: 'true', npm_config_dry_run: 'true' });
    const texts: Readonly<Record<string, string>> = {
      '/home/user/.npmrc': '; mine\njson = true\n',
      '/project/.npmrc': 'dry-run=true\nprefix=/x\n',
    };
    const kept = (files: Readonly<Record<string, string>>): readonly string[] => {
      const { keptByNpm } = callOf(env, 'trade', (path) => files[path]);
      return ['json', 'dry_run'].filter((name) => Object.hasOwn(keptByNpm, name));
    };
    expect(kept(texts)).toEqual([]);
    expect(kept({ '/home/user/.npmrc': texts['/home/user/.npmrc']! })).toEqual(['dry_run']);
    // What a file turns off was turned on by an option.
    expect(kept({ '/home/user/.npmrc': 'dry-run = false\r\njson\n' })).toEqual(['dry_run']);
    expect(kept({ '/home/user/.npmrc': '# json=true\n//host/:_authToken=json\n' })).toEqual([
      'json',
      'dry_run',
    ]);
  });
});

describe('npm itself', () => {
  const run = promisify(execFile);
  const npm = async (words: readonly string[], home: string) => {
    const env = { PATH: process.env['PATH'], HOME: home, npm_config_update_notifier: 'false' };
    try {
      return { code: 0, ...(await run('npm', ['run', ...words], { cwd: ROOT, env })) };
    } catch (error) {
      return error as { readonly code: number; readonly stdout: string; readonly stderr: string };
    }
  };

  it.each([
    [['trade', '--dry-run', '--', '--signal', '1'], 'npm run trade -- --dry-run'],
    [['select', '--json'], 'npm run select -- --json'],
    [['select', '--workers=2'], 'npm run select -- --workers 2'],
    [['select', '--workers', '2'], 'npm run select -- --workers N'],
    [['train', '--rollback'], 'npm run train -- --rollback'],
    [
      ['backtest', '--features', 'a', '--features', 'b'],
      'npm run backtest -- --features SET|a,b,…|select.json',
    ],
    [['predict', '--timing'], 'npm run predict -- --timing'],
    [['worker', '--lock=2'], 'npm run worker -- --lock 2'],
  ])('keeps %j, which is refused', async (words, line) => {
    const { code, stderr } = await npm(['--silent', ...words], await temporaryFolder());
    expect(code).toBe(2);
    expect(stderr).toContain(`write it after --: ${line} (`);
  });

  it('takes no option for a longer setting of its own that is not looked for', async () => {
    const { stdout } = await run('npm', ['config', 'list', '--long', '--json']);
    const settings = Object.keys(JSON.parse(stdout) as object);
    const taken = EVERY_OPTION.flatMap(({ command, flag }) => {
      const longer = settings.filter((name) => name.startsWith(flag.slice(2)));
      if (longer.length !== 1 || NOT_HANDED_ON.has(flag)) return [];
      return [{ command, longer: `npm_config_${longer[0]!.replaceAll('-', '_')}` }];
    });
    const unseen = taken.filter(({ command, longer }) => {
      const call = callOf(npmRun(command.name, { [longer]: 'x' }), command.name, noFile);
      try {
        refuseKeptByNpm(call, command.name, { ...command.options, ...COMMON_OPTIONS });
        return true;
      } catch {
        return false;
      }
    });
    expect(taken.length).toBeGreaterThan(COMMAND_LIST.length);
    expect(unseen).toEqual([]);
  });

  it('hands on a .npmrc, which is not refused, and every word after --', async () => {
    const home = await temporaryFolder();
    await writeFile(join(home, '.npmrc'), 'json=true\ndry-run=true\n');
    const { code, stdout } = await npm(['--silent', 'features', '--', '--list', '--json'], home);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toHaveProperty('features');
  });
});

import { cp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesBelow, installPackage, type Installed } from './installed.ts';

const TSC = join(import.meta.dirname, '../../node_modules/typescript/bin/tsc');

/** The program in README's section "As a library". */
const TEN_LINES = 'ten-lines';

let installed: Installed;
let packed: readonly string[];
let examples: readonly string[];

beforeAll(async () => {
  installed = await installPackage();
  const { folder, home } = installed;
  packed = await filesBelow(home);
  await cp(join(home, 'examples'), folder, { recursive: true });
  examples = packed
    .filter((path) => path.startsWith('examples/'))
    .map((path) => posix.basename(path));
  const readme = await readFile(join(home, 'README.md'), 'utf8');
  const program = /## As a library\n\n```ts\n([\s\S]*?)```/.exec(readme)![1]!;
  await writeFile(join(folder, `${TEN_LINES}.ts`), program);
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
});

afterAll(() => rm(installed.folder, { recursive: true }));

/** Compiles the folder as a project of these settings. */
async function compile(module: string, moduleResolution: string, settings: object = {}) {
  const compilerOptions = {
    module,
    moduleResolution,
    target: 'es2023',
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    allowJs: true,
    checkJs: true,
    noEmit: true,
    ...settings,
  };
  const project = join(installed.folder, `tsconfig.${moduleResolution}.json`);
  const files = [`${TEN_LINES}.ts`, ...examples];
  await writeFile(project, JSON.stringify({ compilerOptions, files }));
  return installed.run(process.execPath, [TSC, '-p', project]);
}

describe('the tarball', () => {
  it('has what runs and what is read, and nothing of the workshop', () => {
    for (const path of ['dist/index.js', 'dist/index.d.ts', 'dist/cli/main.js', 'LICENSE']) {
      expect(packed).toContain(path);
    }
    const stray = /^(test|bench\/.*\.ts|dist\/(bench|test|lambda\/stack)|engine|\.ci)/;
    expect(packed.filter((path) => stray.test(path))).toEqual([]);
    expect(examples).toHaveLength(5);
  });

  it('has every file to which one of its documents links', async () => {
    const documents = packed.filter((path) => path.endsWith('.md'));
    expect(documents.length).toBeGreaterThan(5);
    const missing: string[] = [];
    for (const document of documents) {
      const text = await readFile(join(installed.home, document), 'utf8');
      for (const [, link] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^(https?:|mailto:|#)/.test(link!)) continue;
        const target = posix.join(posix.dirname(document), link!.split('#')[0]!);
        const there = packed.some((path) => path === target || path.startsWith(`${target}/`));
        if (!there) missing.push(`${document}: ${link}`);
      }
    }
    expect(missing).toEqual([]);
  });

  it('runs nothing when it is installed', async () => {
    const { scripts } = JSON.parse(
      await readFile(join(installed.home, 'package.json'), 'utf8'),
    ) as { readonly scripts: Readonly<Record<string, string>> };
    const atInstall = ['preinstall', 'install', 'postinstall'];
    expect(atInstall.filter((name) => Object.hasOwn(scripts, name))).toEqual([]);
  });
});

describe('the commands of the installed package', () => {
  it('show their usage by npx, and send bench to the repository', async () => {
    const help = await installed.npx('help', 'select');
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain('Usage: npx walkforest select [options]');
    const bench = await installed.npx('bench');
    expect(bench.code).toBe(2);
    expect(bench.stderr).toContain('bench belongs to the repository');
  });

  it('write the sample, walk it forward on workers and train a model', async () => {
    const sample = await installed.npx('data', 'sample', '--out', 'btc.csv');
    expect(sample).toMatchObject({ code: 0 });
    const words = ['--trees', '5', '--workers', '2', '--features', 'forward_4'];
    const backtest = await installed.npx('backtest', '--data', 'btc.csv', ...words);
    expect(backtest, backtest.stderr).toMatchObject({ code: 0 });
    const model = ['--trees', '5', '--market', 'XBTUSD', '--out', 'model.bin'];
    const train = await installed.npx('train', ...model);
    expect(train, train.stderr).toMatchObject({ code: 0 });
  });

  it('build the function if esbuild is there, and say how to install it if not', async () => {
    const without = await installed.npx('lambda:build', '--model', 'model.bin');
    expect(without).toMatchObject({ code: 2, stdout: '' });
    expect(without.stderr).toContain(
      'esbuild builds the function: npm install --save-dev "esbuild@',
    );
    await installed.link('esbuild');
    const built = await installed.npx('lambda:build', '--model', 'model.bin');
    expect(built, built.stderr).toMatchObject({ code: 0 });
    expect((await stat(join(installed.folder, 'dist/lambda.zip'))).size).toBeGreaterThan(50_000);
    const invoked = await installed.npx('lambda:invoke', '--local', '--mode', 'paper');
    expect(invoked, invoked.stderr).toMatchObject({ code: 0 });
    expect(invoked.stdout).toContain('as expected');
  });
});

describe('packages that only baselines need', () => {
  it('are not installed, and a line says how to install them', async () => {
    const small = ['--trees', '2', '--initial-train', '4200', '--features', 'log_ret_5d'];
    const without = await installed.npx('backtest', ...small, '--baselines', '--json');
    expect(without, without.stderr).toMatchObject({ code: 0 });
    expect(without.stderr).toMatch(
      /\nno small network among the baselines: @tensorflow\/tfjs-core is missing: npm install /,
    );
    const { baselines } = JSON.parse(without.stdout).sets.log_ret_5d;
    expect(baselines.smallNetwork).toBeNull();
    expect(baselines.softmaxRegression.accuracy).toBeGreaterThan(0.2);
    const forest = await installed.npx('backtest', ...small, '--forest', 'ml-random-forest');
    expect(forest).toMatchObject({ code: 2, stdout: '' });
    expect(forest.stderr).toContain(
      '--forest ml-random-forest needs the package: npm install --save-dev "ml-random-forest@',
    );
  });
});

describe('programs on the installed package', () => {
  it.each([
    ['node16', 'node16'],
    ['esnext', 'bundler'],
  ])('type-check under %s with %s resolution', async (module, resolution) => {
    expect(await compile(module, resolution)).toMatchObject({ code: 0, stdout: '' });
  });

  it('type-check and compile under nodenext; the ten lines of the README then run', async () => {
    const settings = { noEmit: false, outDir: 'compiled' };
    const compiled = await compile('nodenext', 'nodenext', settings);
    expect(compiled).toMatchObject({ code: 0, stdout: '' });
    const ran = await installed.run(process.execPath, [`compiled/${TEN_LINES}.js`]);
    expect(ran).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('are refused with a wrong option before they run', async () => {
    const wrong = "import { trade } from 'walkforest';\ntrade({} as never, { costBp: 5 });\n";
    await writeFile(join(installed.folder, 'wrong.ts'), wrong);
    const words = [TSC, '--noEmit', '--module', 'nodenext', '--types', '', 'wrong.ts'];
    const { code, stdout } = await installed.run(process.execPath, [...words, '--ignoreConfig']);
    expect(code).not.toBe(0);
    expect(stdout).toContain("'costBp' does not exist");
  });

  it('the examples run and say something', async () => {
    for (const example of examples) {
      const { code, stdout, stderr } = await installed.run(process.execPath, [example]);
      expect({ code, stderr }, example).toEqual({ code: 0, stderr: '' });
      expect(stdout, example).not.toBe('');
    }
  });
});

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { MODEL_DECODER_CODE } from '../../engine/forest/model-decoder-code.ts';
import { ROW_EXPLAINER_CODE } from '../../engine/forest/row-explainer-code.ts';
import { WALK_FORWARD_KERNEL_CODE } from '../../engine/forest/walk-forward-kernel-code.ts';
import { WIDE_KERNEL_CODE } from '../../engine/forest/wide-kernel-code.ts';
import { wasmModule } from '../../engine/forest/web-assembly.ts';
import { ASSEMBLY, readSources, type Source } from './sources.ts';

const OXLINT = fileURLToPath(new URL('../../node_modules/.bin/oxlint', import.meta.url));
const RULES = [
  'correctness',
  'suspicious',
  'no-shadow',
  'no-unused-vars',
  'prefer-const',
  'eqeqeq',
];
const SOURCES = readSources([ASSEMBLY.slice(0, -1)]);

/**
 * What oxlint finds in AssemblyScript. The parser refuses decorators on functions, so each line
 * `@inline` is replaced by a comment. Rules that need types cannot run: types like `u32` are
 * unknown to TypeScript.
 */
function lintFindings(sources: readonly Source[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'walkforest-lint-'));
  try {
    for (const { path, text } of sources) {
      writeFileSync(join(folder, basename(path)), text.replaceAll(/^@inline$/gm, '// @inline'));
    }
    const flags = RULES.flatMap((rule) => ['-D', rule]);
    const run = spawnSync(OXLINT, ['--no-ignore', ...flags, folder], { encoding: 'utf8' });
    return run.status === 0 ? '' : run.stdout + run.stderr;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Names of the functions a module exports, with their numbers of parameters. */
function exportedFunctions(base64: string): readonly [name: string, parameters: number][] {
  const exported = Object.entries(wasmModule<Record<string, unknown>>(base64).start());
  return exported.flatMap(([name, value]) =>
    typeof value === 'function' ? [[name, value.length] as [string, number]] : [],
  );
}

describe('the assembly folder', () => {
  it('has nothing unused or shadowed, and nothing else that oxlint finds', () => {
    expect(SOURCES.length).toBeGreaterThan(10);
    expect(lintFindings(SOURCES)).toBe('');
  });

  it.each([
    ['no-unused-vars', 'const unused = 1;'],
    ['no-shadow', 'function g(): void {}\ng();\nexport function f(g: u32): u32 {\n  return g;\n}'],
    ['prefer-const', 'let a: u32 = 1;\nexport function f(): u32 {\n  return a;\n}'],
  ])('is linted for %s, also where functions are decorated', (rule, faulty) => {
    const text = `@inline\nfunction inlined(): void {}\ninlined();\n${faulty}\n`;
    expect(lintFindings([{ path: 'a.ts', text }])).toContain(rule);
  });

  it('has two kinds of lanes with the same exports, of which the build takes one', () => {
    for (const name of ['lanes.ts', 'best-cut.ts']) {
      const [narrow, wide] = [name, `wide-${name}`].map((file) => {
        const { text } = SOURCES.find(({ path }) => basename(path) === file)!;
        return Array.from(text.matchAll(/^export (.*?)[:=({]/gm), ([, exported]) => exported!);
      });
      expect(wide!.toSorted()).toEqual(narrow!.toSorted());
    }
    expect(WIDE_KERNEL_CODE).not.toBe(WALK_FORWARD_KERNEL_CODE);
  });

  it('has one row of the memory table for each address in memory.ts', () => {
    const memory = SOURCES.find(({ path }) => path.endsWith('/memory.ts'))!.text;
    const names = (pattern: RegExp): readonly string[] =>
      Array.from(memory.matchAll(pattern), ([, name]) => name!);
    const table = names(/^ \* \| `(\w+)` \|/gm).filter((name) => name !== 'parameters');
    expect(table.length).toBeGreaterThan(20);
    expect(table.toSorted()).toEqual(names(/^ {2}(\w+) = take(?:Histograms)?\(/gm).toSorted());
    expect(names(/^export let (\w+): usize = 0;$/gm).toSorted()).toEqual(table.toSorted());
  });

  it.each([
    ['the walk-forward kernel', WALK_FORWARD_KERNEL_CODE, 'runTree'],
    ['the walk-forward kernel with 32-bit counts', WIDE_KERNEL_CODE, 'runTree'],
    ['the model decoder', MODEL_DECODER_CODE, 'rebuild'],
    ['the row explainer', ROW_EXPLAINER_CODE, 'explain'],
  ])('exports no function of more than three parameters: %s', (_, code, main) => {
    const functions = exportedFunctions(code);
    expect(functions.map(([name]) => name)).toContain(main);
    expect(functions.filter(([, parameters]) => parameters > 3)).toEqual([]);
  });
});

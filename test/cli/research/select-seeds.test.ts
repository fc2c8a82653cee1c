import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { replayCommand } from '../../../cli/research/replay.ts';
import { selectCommand } from '../../../cli/research/select.ts';
import { runHere } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** Few folds of small forests on the synthetic sample, and a window a quarter. */
const WORDS = (
  '--trees 4 --step 100 --patience 1 --initial-train 3900 --nested quarter ' +
  '--candidates ema_ratio_12,rsi_14,log_ret_5d'
).split(' ');

type Document = {
  readonly run: { readonly seed: unknown; readonly configuration: Record<string, unknown> };
  readonly steps: readonly {
    readonly sharpe: number;
    readonly sharpeBySeed: readonly number[];
    readonly sharpeSpread: number | null;
    readonly candidates: readonly object[];
  }[];
  readonly trials: number;
  readonly treesGrown: number;
  readonly foldCount: number;
  readonly nested: { readonly windows: readonly object[] };
  readonly seeds: readonly {
    readonly seed: number;
    readonly alone: { readonly features: readonly string[]; readonly windows: readonly unknown[] };
  }[];
  readonly stability: readonly { readonly feature: string; readonly share: number }[];
  readonly statistics: { readonly seedSpread: { readonly agreement: number } | null };
  readonly ledger: { readonly thisRun?: number };
  readonly verdict: readonly string[];
};

async function selectJson(words: readonly string[]): Promise<Document> {
  const env = { XDG_CACHE_HOME: await temporaryFolder() };
  const { code, stdout, stderr } = await runHere(selectCommand, [...words, '--json'], { env });
  expect(code, stderr).toBe(0);
  const { elapsedMs: _time, ...document } = JSON.parse(stdout) as Document & { elapsedMs: number };
  return document as Document;
}

describe('select --seeds', () => {
  it('compares sets by the mean over the seeds, and shows each of them', async () => {
    const document = await selectJson([...WORDS, '--seeds', '42,1,2']);
    expect(document.run.seed).toEqual([42, 1, 2]);
    for (const step of document.steps) {
      expect(step.sharpeBySeed).toHaveLength(3);
      const [a, b, c] = step.sharpeBySeed as [number, number, number];
      expect(step.sharpe).toBe((a + b + c) / 3);
      expect(step.sharpeSpread).toBeGreaterThan(0);
    }
    const scored = document.steps.reduce((sum, step) => sum + step.candidates.length, 0);
    expect(document.trials).toBe(scored);
    expect(document.treesGrown).toBe(4 * 3 * document.foldCount * scored);
    expect(document.seeds.map(({ seed }) => seed)).toEqual([42, 1, 2]);
    const { length } = document.nested.windows;
    for (const { alone } of document.seeds) expect(alone.windows).toHaveLength(length);
    const choices = document.seeds.flatMap(({ alone }) => [alone.features, ...alone.windows]);
    for (const { feature, share } of document.stability) {
      const chosen = choices.filter((set) => (set as readonly string[]).includes(feature)).length;
      expect(share).toBeCloseTo(chosen / (3 * (length + 1)), 12);
    }
    expect(document.statistics.seedSpread!.agreement).toBeGreaterThan(0);
    expect(document.verdict[0]).toMatch(/\(the mean of 3 seeds, -?\d\.\d\d to -?\d\.\d\d\)/);
  });

  it('has the same bytes for any number of workers, and is replayed identically', async () => {
    const folder = await temporaryFolder();
    const env = { XDG_CACHE_HOME: folder };
    const words = [...WORDS, '--seeds', '7,1', '--json'];
    const one = await runHere(selectCommand, [...words, '--workers', '1'], { env });
    const three = await runHere(selectCommand, [...words, '--workers', '3'], { env });
    const withoutTime = (text: string): string => text.replace(/"elapsedMs": [\d.]+/, '');
    const inThisRun = (text: string): string =>
      withoutTime(text).replace(/"ledger": \{[^}]*\}/, '');
    expect(inThisRun(three.stdout)).toBe(inThisRun(one.stdout));
    const path = join(folder, 'result.json');
    await writeFile(path, one.stdout);
    const again = await runHere(replayCommand({ select: async () => selectCommand }), [path], {
      env,
    });
    expect(again.stdout).toContain('identical');
  });

  it('with one seed in the list is the selection of this seed', async () => {
    const { run: _list, ...list } = await selectJson([...WORDS, '--seeds', '7']);
    const { run: _alone, ...alone } = await selectJson([...WORDS, '--seed', '7']);
    expect(list).toEqual(alone);
    expect(alone.statistics.seedSpread).toBeNull();
    expect(alone.verdict[0]).toContain('(seed 7 alone)');
  });

  it('prints what each seed chooses alone, and how stable each feature is', async () => {
    const env = { XDG_CACHE_HOME: await temporaryFolder() };
    const { stdout } = await runHere(selectCommand, [...WORDS, '--seeds', '7,1'], { env });
    expect(stdout).toContain('seeds 7, 1: sets are compared by the mean over them');
    expect(stdout).toMatch(/^seed 1: .* with the selected set; alone [\w, ]+ \(/m);
    expect(stdout).toMatch(/^chosen alone +share +on all bars +in windows$/m);
    expect(stdout).toMatch(/The sets of two seeds share \d+\.\d % of their features/);
    const one = await runHere(selectCommand, WORDS, { env });
    expect(one.stdout).toContain('4 trees, seed 42 alone');
    expect(one.stdout).not.toContain('chosen alone');
  });

  it('refuses a seed that comes twice', async () => {
    const { code, stderr } = await runHere(selectCommand, [...WORDS, '--seeds', '1,1'], {});
    expect(code).toBe(2);
    expect(stderr).toContain('--seeds: expected each once, got 1,1');
  });
});

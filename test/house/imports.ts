/** Who imports whom: the floors of ARCHITECTURE.md, as findings `path:line: what is wrong`. */

import { posix } from 'node:path';
import { ASSEMBLY, type Source } from './sources.ts';

export type Import = {
  readonly from: string;
  readonly line: number;
  /** For a file of the repository its path from the root, otherwise the name of a package. */
  readonly to: string;
};

/** The floor of each folder. A file belongs to the longest folder name that fits its path. */
const FLOORS: Readonly<Record<string, number>> = {
  'engine/core/': 0,
  [ASSEMBLY]: 0,
  'engine/forest/': 1,
  'engine/statistics/': 1,
  'engine/live/edges/': 1,
  'engine/sources/': 1,
  'features/kernels/': 1,
  'engine/learn/': 2,
  'engine/trade/': 2,
  'engine/pool/': 2,
  'engine/queue/': 2,
  'features/': 2,
  'data/': 2,
  'engine/assess/': 2,
  'engine/backtest/': 3,
  'engine/portfolio/': 3,
  'engine/audit/': 3,
  'selection/': 3,
  'engine/live/': 3,
  'engine/report/': 4,
  'door/': 5,
  'index.ts': 5,
  'lambda/': 6,
  'cdk/': 6,
  'cli/': 6,
  'bench/': 7,
};

/** Folders that no other folder imports. */
const TOPS = new Set(['index.ts', 'cli/', 'lambda/', 'cdk/', 'bench/']);

/** The only exception: a benchmark is a command, and times what cli runs. */
const OPEN_TOPS: Readonly<Record<string, string>> = { 'bench/': 'cli/' };

/** Imports that are forbidden although the floors allow them. Each path is the start of a path. */
const STRANGERS: readonly {
  readonly who: string;
  readonly except?: readonly string[];
  readonly mustNotKnow: readonly string[];
  /** Files that it may import nevertheless. */
  readonly mayKnow?: readonly string[];
  readonly because: string;
}[] = [
  {
    who: 'engine/',
    mustNotKnow: ['features/', 'data/', 'selection/'],
    because: 'the code that composes a run passes features and bars in',
  },
  { who: 'engine/statistics/', mustNotKnow: ['engine/forest/'], because: 'it knows arrays only' },
  {
    who: 'engine/assess/',
    mustNotKnow: [
      'engine/forest/',
      'engine/learn/',
      'engine/trade/',
      'engine/pool/',
      'engine/queue/',
    ],
    because: 'it knows returns of any tool',
  },
  { who: 'data/', mustNotKnow: ['features/'], because: 'bars are read before they are used' },
  ...['data/', 'engine/sources/'].map((who) => ({
    who,
    mustNotKnow: ['aws-edges.ts', 'object-store.ts', 'secret.ts'].map(
      (file) => `engine/live/edges/${file}`,
    ),
    because: 'public data need no key',
  })),
  {
    who: 'features/',
    mustNotKnow: ['data/', 'engine/pool/', 'engine/queue/'],
    because: 'a feature reads no file',
  },
  { who: 'engine/trade/', mustNotKnow: ['engine/forest/', 'engine/learn/'], because: 'money' },
  {
    who: 'engine/live/',
    except: ['engine/live/model/train-model.ts'],
    mustNotKnow: [
      'engine/learn/',
      'engine/pool/',
      'engine/queue/',
      'engine/backtest/',
      'engine/portfolio/',
      'engine/audit/',
    ],
    because: 'the function decides and does no research',
  },
  {
    who: 'engine/live/',
    except: ['engine/live/retrain/retrain.ts', 'engine/live/retrain/retrain-mail.ts'],
    mustNotKnow: ['engine/live/model/train-model.ts', 'engine/live/retrain/'],
    because: 'the function that trades does not train; another function does',
  },
  {
    who: 'lambda/',
    except: ['lambda/retrain-and-mail.ts'],
    mustNotKnow: ['engine/live/model/train-model.ts', 'engine/live/retrain/'],
    because: 'the function that trades does not train; another function does',
  },
  ...['lambda/', 'cdk/lambda/'].map((who) => ({
    who,
    mustNotKnow: [
      'data/',
      'selection/',
      'engine/learn/',
      'engine/pool/',
      'engine/queue/',
      'engine/backtest/',
      'engine/portfolio/',
      'engine/audit/',
    ],
    because: 'the function decides and does no research',
  })),
  { who: 'cdk/lambda/', mustNotKnow: ['cdk/cloud/'], because: 'the stacks share nothing' },
  {
    who: 'cdk/cloud/',
    mustNotKnow: [
      'cdk/lambda/',
      'data/',
      'engine/live/',
      'engine/learn/',
      'engine/backtest/',
      'features/',
      'selection/',
    ],
    because: 'it rents machines and knows no research and no order',
  },
  {
    who: 'cli/framework/',
    mustNotKnow: [
      'cli/research/',
      'cli/live/',
      'cli/lambda/',
      'cli/mcp/',
      'cli/queue/',
      'cli/stand-ins/',
      'cli/commands.ts',
    ],
    because: 'the framework knows no command',
  },
  {
    who: 'cli/queue/',
    mustNotKnow: [
      'cli/framework/',
      'cli/research/',
      'cli/live/',
      'cli/lambda/',
      'engine/live/',
      'engine/learn/',
      'engine/trade/',
      'features/',
      'selection/',
    ],
    // How the SDK is set up and what of its errors is shown; no bucket and no key of a deployment.
    mayKnow: ['engine/live/edges/aws-edges.ts'],
    because: 'a queue knows forests, and not what they are for',
  },
  {
    who: 'cli/research/',
    mustNotKnow: ['cli/live/', 'cli/lambda/', 'engine/live/'],
    because: 'research sends no order',
  },
  {
    who: 'cli/mcp/',
    mustNotKnow: ['cli/live/', 'cli/lambda/', 'engine/live/'],
    because: 'an agent sends no order',
  },
];

/**
 * The files of the assembly folder that TypeScript can read: what a kernel shares with its host.
 */
const SHARED_LAYOUT = /-layout\.ts$/;

/** Packages that only one file or folder may import. */
const ONLY_DOORS: Readonly<Record<string, string>> = {
  'apache-arrow': 'data/arrow.ts',
  piscina: 'engine/pool/',
  '@modelcontextprotocol/sdk': 'cli/mcp/',
  bullmq: 'cli/queue/',
  ioredis: 'cli/queue/',
  '@tensorflow/tfjs-core': 'engine/learn/',
  'aws-cdk-lib': 'cdk/',
  constructs: 'cdk/',
};

/** All imports of the files: static, type-only and dynamic imports, and re-exports. */
export function importsOf(sources: readonly Source[]): readonly Import[] {
  return sources.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, i) => {
      if (/^\s*(\*|\/\/|\/\*)/.test(line)) return [];
      const found = line.matchAll(/(?:\bfrom\s+|\bimport\s*\(?\s*)'([^']+)'/g);
      return Array.from(found, ([, name]) => ({
        from: path,
        line: i + 1,
        to: name!.startsWith('.') ? fileOf(path, name!) : name!,
      }));
    }),
  );
}

/** The file that `from` imports as `name`. AssemblyScript leaves the ending out. */
function fileOf(from: string, name: string): string {
  const path = posix.join(posix.dirname(from), name);
  return from.startsWith(ASSEMBLY) && posix.extname(path) === '' ? `${path}.ts` : path;
}

/** All imports that break one of the rules above. */
export function floorFindings(imports: readonly Import[]): readonly string[] {
  return imports.flatMap(({ from, line, to }) => {
    const say = (what: string): string[] => [`${from}:${line}: ${what}`];
    const own = folderOf(from);
    if (own === undefined) return say('lies in no folder of the floors');
    const door = Object.entries(ONLY_DOORS).find(
      ([name]) => to === name || to.startsWith(`${name}/`),
    );
    if (door !== undefined) return from.startsWith(door[1]) ? [] : say(`${to} is for ${door[1]}`);
    if (own === ASSEMBLY && !to.startsWith(ASSEMBLY)) return say(`AssemblyScript cannot use ${to}`);
    if (!to.endsWith('.ts')) return [];
    const target = folderOf(to);
    if (target === undefined) return say(`${to} lies in no folder of the floors`);
    if (target !== own && TOPS.has(target) && OPEN_TOPS[own] !== target) {
      return say(`nobody imports ${target}: ${to}`);
    }
    if (target === ASSEMBLY && own !== ASSEMBLY && !SHARED_LAYOUT.test(to)) {
      return say(`${to} is AssemblyScript: only its layout files can be imported`);
    }
    const strange = STRANGERS.find(
      ({ who, except = [], mustNotKnow, mayKnow = [] }) =>
        from.startsWith(who) &&
        !except.includes(from) &&
        !mayKnow.includes(to) &&
        mustNotKnow.some((folder) => to.startsWith(folder)),
    );
    if (strange !== undefined) {
      return say(`${strange.who} must not know ${to}: ${strange.because}`);
    }
    const [ownFloor, targetFloor] = [FLOORS[own]!, FLOORS[target]!];
    if (targetFloor <= ownFloor) return [];
    return say(`floor ${ownFloor} imports floor ${targetFloor}: ${to}`);
  });
}

/** A cycle of imports as `a -> b -> a`, or undefined if there is none. */
export function findCycle(imports: readonly Import[]): string | undefined {
  const targets = new Map<string, string[]>();
  for (const { from, to } of imports) targets.set(from, [...(targets.get(from) ?? []), to]);
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string | undefined => {
    const start = path.indexOf(file);
    if (start !== -1) return [...path.slice(start), file].join(' -> ');
    if (done.has(file)) return undefined;
    for (const target of targets.get(file) ?? []) {
      const cycle = visit(target, [...path, file]);
      if (cycle !== undefined) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of targets.keys()) {
    const cycle = visit(file, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

function folderOf(path: string): string | undefined {
  const fitting = Object.keys(FLOORS).filter((folder) => path.startsWith(folder));
  return fitting.sort((a, b) => b.length - a.length)[0];
}

/** `npm run bench`: checks values of features, forest, selection and function, then times them. */

import type { OptionValues } from '../engine/core/options.ts';
import type { Command, CommandContext } from '../cli/framework/command.ts';
import { defineCommand } from '../cli/framework/command.ts';
import { utcDate } from '../engine/core/bar-time.ts';
import { MAX_TREES } from '../engine/forest/forest-options.ts';
import { DEFAULT_CANDIDATES } from '../features/named-sets.ts';
import { featureGroups } from './features-suite.ts';
import { FOREST_PACKAGE } from '../engine/learn/package-forest.ts';
import { forestGroups } from './forest-suite.ts';
import { LEFT_OUT, loadIndicatorPeers, PEER_PACKAGES } from './indicator-peers.ts';
import { lambdaFigures } from './lambda-suite.ts';
import { measureGroup, type BenchGroup, type CaseFigures } from './measure.ts';
import { checkedOutCommit, thisMachine, versionsOf } from './provenance.ts';
import {
  benchMarkdown,
  benchText,
  figureText,
  type BenchRun,
  type SuiteFigures,
} from './results-text.ts';
import { selectionGroups } from './selection-suite.ts';

const SUITES = ['features', 'forest', 'selection', 'lambda'] as const;
type Suite = (typeof SUITES)[number];

const ALL = 'all';

/** Sizes of the feature sets in the greedy steps that are timed. */
const STEP_SIZES = [1, 4];

/** The file of results. A change of this file alone does not count as changed code. */
const RESULTS_FILE = 'bench/RESULTS.md';

const OPTIONS = {
  suite: {
    kind: 'choice',
    default: ALL,
    choices: [...SUITES, ALL],
    doc: 'What to time',
  },
  peers: {
    kind: 'flag',
    default: false,
    doc: 'Also time technicalindicators, trading-signals and ml-random-forest; takes minutes',
  },
  rounds: {
    kind: 'integer',
    default: 7,
    min: 1,
    max: 1000,
    unit: 'rounds',
    doc: 'How often each case of a group is timed, in turn; slow groups stop after three rounds',
  },
  rows: {
    kind: 'integers',
    default: [4505, 100_000, 1_000_000],
    min: 1000,
    max: 5_000_000,
    unit: 'bars',
    doc: 'features: numbers of bars to time',
  },
  columns: {
    kind: 'integers',
    default: [1, 2, 4, 6, 14, 31],
    min: 1,
    max: DEFAULT_CANDIDATES.length,
    unit: 'features',
    doc: 'forest: sizes of the feature set',
  },
  trees: {
    kind: 'integer',
    default: 100,
    min: 1,
    max: MAX_TREES,
    unit: 'trees',
    doc: 'forest, selection: trees in a forest',
  },
  out: {
    kind: 'text',
    default: undefined,
    placeholder: 'FILE.md',
    path: 'file',
    doc: `Also write the figures as Markdown, in the form of ${RESULTS_FILE}`,
    recorded: false,
  },
} as const;

type BenchOptions = OptionValues<typeof OPTIONS>;

export const benchCommand: Command = defineCommand({
  name: 'bench',
  purpose: 'Checks features, forest, selection and the live function, then times them.',
  options: OPTIONS,
  examples: ['--suite features', `--peers --out ${RESULTS_FILE}`],
  outputs: ({ out }) => [{ path: out }],
  run: async (context, options) => {
    const suites = options.suite === ALL ? SUITES : [options.suite];
    const cases: SuiteFigures[] = [];
    for (const suite of suites) {
      const time = (): ReturnType<typeof timeSuite> => timeSuite(context, suite, options);
      cases.push(...(await context.timer.timeAsync(suite, time)));
    }
    const run: BenchRun = {
      date: utcDate(context.now() / 1000),
      commit: checkedOutCommit([RESULTS_FILE]),
      command: commandText(options),
      machine: thisMachine(),
      versions: versionsOf(packagesOf(suites, options.peers)),
      cases,
      leftOut: options.peers && suites.includes('features') ? LEFT_OUT : [],
    };
    if (options.out !== undefined) await context.writeFile(options.out, benchMarkdown(run));
    const { command: _command, ...result } = run;
    return { result, text: benchText(run, { width: context.columns }) };
  },
});

/** The suite's figures. Prints each figure to stderr as soon as it is known. */
async function timeSuite(
  context: CommandContext,
  suite: Suite,
  options: BenchOptions,
): Promise<readonly SuiteFigures[]> {
  const { clock, note } = context;
  const { rounds } = options;
  const found: SuiteFigures[] = [];
  const add = (cases: readonly CaseFigures[]): void => {
    for (const figures of cases) {
      note(`${figures.name}: ${figureText(figures.median)} ${figures.unit}`);
      found.push({ ...figures, suite });
    }
  };
  if (suite === 'lambda') {
    add(await lambdaFigures(context, rounds));
    return found;
  }
  for await (const group of await groupsOf(suite, options)) {
    add(await measureGroup(group, { rounds, clock }));
  }
  return found;
}

async function groupsOf(
  suite: Exclude<Suite, 'lambda'>,
  { rows, columns, trees, peers }: BenchOptions,
): Promise<Iterable<BenchGroup> | AsyncIterable<BenchGroup>> {
  switch (suite) {
    case 'features':
      return featureGroups({ rows, peers: peers ? await loadIndicatorPeers() : [] });
    case 'forest':
      return forestGroups({ trees, columns, peers });
    case 'selection':
      return selectionGroups({ trees, sizes: STEP_SIZES });
  }
}

function packagesOf(suites: readonly Suite[], peers: boolean): readonly string[] {
  return [
    'benny',
    ...(peers && suites.includes('features') ? PEER_PACKAGES : []),
    ...(peers && suites.includes('forest') ? [FOREST_PACKAGE] : []),
  ];
}

/** The command that measures these figures again, without options that have their defaults. */
function commandText(options: BenchOptions): string {
  const { suite, peers, rounds, rows, columns, trees, out } = options;
  const given = { suite, rounds, rows, columns, trees };
  const words = Object.entries(given).flatMap(([name, value]) => {
    const usual = OPTIONS[name as keyof typeof given].default;
    return String(value) === String(usual) ? [] : [`--${name} ${String(value)}`];
  });
  return [
    'npm run bench --',
    ...words,
    ...(peers ? ['--peers'] : []),
    ...(out === undefined ? [] : [`--out ${out}`]),
  ].join(' ');
}

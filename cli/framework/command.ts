/**
 * What a command is: a name, a purpose, a table of options, two examples and a function from
 * (context, options) to a result. Parsing, help, `--json`, `run` blocks, files and exit codes are
 * done once, around it (cli/framework/run-command.ts); a command prints nothing itself.
 */

import type { OptionTable, OptionValues } from '../../engine/core/options.ts';
import type { Clock, PhaseTimer } from '../../engine/core/phase-timer.ts';
import type { JsonInput } from './json-document.ts';
import type { FindingCounts } from '../../data/findings.ts';
import type { FileContent, WrittenFile } from '../../data/write-file.ts';
import { TIMEFRAMES } from '../../engine/core/bar-time.ts';

/** What a run read, as its `run.data` block says it. */
export type RunData = {
  readonly name: string;
  /** As given on the command line; null for the synthetic sample. */
  readonly path: string | null;
  readonly sha256: string;
  readonly rows: number;
  readonly synthetic: boolean;
  /** When the last closed bar closed (ISO): with the clock at it, the same bars are left out. */
  readonly asOf: string;
  /** The first bar that had not closed yet (ISO), left out with all after it; null: none. */
  readonly formingBar: string | null;
  readonly findings: FindingCounts;
};

/** Reports `done` of `total` units of work; cheap, call it as often as there is news. */
export type ProgressReport = (done: number, total: number) => void;

/** The outside world as a command may see it. */
export type CommandContext = {
  /** Aborted by Ctrl-C. Hand it to the pool, to fetch and to long loops; then throw `Cancelled`. */
  readonly signal: AbortSignal;
  /** Monotonic milliseconds, for durations. */
  readonly clock: Clock;
  /** Wall time, unix milliseconds. */
  readonly now: () => number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Cores that may be used: `options.workers ?? context.cores`. */
  readonly cores: number;
  /** The package's version. */
  readonly version: string;
  /** Phases for `--timing`. */
  readonly timer: PhaseTimer;
  /** Prints a line on stderr. */
  readonly note: (line: string) => void;
  /** A bar with time left on a terminal, a plain line every few seconds otherwise. */
  readonly progress: (label: string) => ProgressReport;
  /** Writes a whole file or none (temporary file, then rename), making its folder. */
  readonly writeFile: (path: string, content: FileContent) => Promise<WrittenFile>;
  /** True under `npm run replay`: nothing is written, no kept result (a journal) may be read. */
  readonly replaying: boolean;
};

/** What a command returns; the framework prints `text`, or `run` and `result` with `--json`. */
export type CommandResult = {
  /** The JSON result besides `run`, keys in the order they are to be printed. NaN is allowed. */
  readonly result: Readonly<Record<string, JsonInput>>;
  /** The same for a reader at a terminal, without the last line's newline. */
  readonly text: string;
  /** The bars that were read; left out where there are none. */
  readonly data?: RunData;
  /** `--out` of a command whose file is the JSON document itself, `run` included. */
  readonly documentPath?: string | undefined;
  /** True where the work was done and its answer is no (replay: not identical): exit code 1. */
  readonly checkFailed?: boolean;
};

export type Command<T extends OptionTable = OptionTable> = {
  readonly name: string;
  /** One sentence. */
  readonly purpose: string;
  readonly options: T;
  /** Options that may be given by position, in order; `data check FILE` has two. */
  readonly positionals: readonly Positional[];
  /** What follows `npm run`, two of them: `select -- --data btc.csv --trees 100`. */
  readonly examples: readonly [string, string];
  /** Keys of `result` that differ from run to run (a duration): replay does not compare them. */
  readonly volatile: readonly string[];
  readonly run: (context: CommandContext, options: OptionValues<T>) => Promise<CommandResult>;
};

/** Commands by name, each loaded when it is asked for. */
export type CommandRegistry = Readonly<Record<string, () => Promise<Command>>>;

type Positional = { readonly option: string; readonly required: boolean };

/**
 * A command as given: write `export const selectCommand = defineCommand({ … })` in its own file
 * and add it to cli/commands.ts. The types of its options follow from the table.
 */
export function defineCommand<const T extends OptionTable>(
  command: Omit<Command<T>, 'positionals' | 'volatile'> &
    Partial<Pick<Command<T>, 'positionals' | 'volatile'>>,
): Command {
  const complete: Command<T> = { positionals: [], volatile: [], ...command };
  // The framework calls run with the values of this very table, so that T may be forgotten here.
  return complete as unknown as Command;
}

/** Every command has these; the framework reads them. */
export const COMMON_OPTIONS = {
  config: {
    kind: 'text',
    default: undefined,
    placeholder: 'FILE',
    doc: 'JSON file of options (cli/config.schema.json); flags win over it',
    recorded: false,
  },
  json: {
    kind: 'flag',
    default: false,
    doc: 'Print one JSON document on stdout and nothing else there',
    recorded: false,
  },
  timing: {
    kind: 'flag',
    default: false,
    doc: 'Add how long each phase took',
    recorded: false,
  },
} as const satisfies OptionTable;

/** For commands that read bars: `loadRunBars` (cli/framework/run-bars.ts) takes their values. */
export const DATA_OPTIONS = {
  data: {
    kind: 'text',
    default: undefined,
    placeholder: 'FILE',
    doc: 'Bars: TradingView or Kraken CSV, Arrow, Parquet; left out: the synthetic sample',
  },
  timeframe: {
    kind: 'choice',
    default: '1d',
    choices: TIMEFRAMES,
    doc: 'Length of a bar',
  },
  to: {
    kind: 'text',
    default: undefined,
    placeholder: 'DATE',
    doc: 'Last day that is read: the command knows nothing of what comes after it',
  },
} as const satisfies OptionTable;

/** For commands that grow forests over walk-forward folds. */
export const WORKER_OPTIONS = {
  workers: {
    kind: 'integer',
    default: undefined,
    min: 1,
    max: 256,
    unit: 'threads',
    doc: 'Worker threads; left out: one for each core. The result does not depend on it',
    recorded: false,
  },
} as const satisfies OptionTable;

/** For commands that draw random numbers. */
export const SEED_OPTIONS = {
  seed: {
    kind: 'integer',
    default: 42,
    min: 0,
    max: 2147483647,
    doc: 'Master seed of all random numbers',
  },
} as const satisfies OptionTable;

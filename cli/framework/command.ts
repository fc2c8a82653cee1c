/**
 * What a command is: a name, a purpose, a table of options, two examples and a function from
 * (context, options) to a result. A command prints nothing itself. Parsing, help, `--json`, `run`
 * blocks, files and exit codes are the same for all commands (cli/framework/run-command.ts).
 */

import type { OptionTable, OptionValues } from '../../engine/core/options.ts';
import type { Clock, PhaseTimer } from '../../engine/core/phase-timer.ts';
import type { Call } from './call.ts';
import type { JsonInput, JsonObject } from './json-document.ts';
import type { InputFile } from './selected-set.ts';
import type { FindingCounts } from '../../data/findings.ts';
import type { FileContent, WrittenFile } from '../../data/write-file.ts';
import { TIMEFRAMES } from '../../engine/core/bar-time.ts';

// Programs have these options, too, so they lie with what they are about.
export { SEED_OPTIONS } from '../../engine/forest/forest-options.ts';
export { WORKER_OPTIONS } from '../../engine/pool/worker-options.ts';

/**
 * The data that a run read, as its `run.data` block describes them. Of a folder, `sha256` is that
 * of its files' hashes, and counts are sums over the files.
 */
export type RunData = FileData & { readonly files?: readonly FileData[] };

/** The bars of one file. */
type FileData = {
  readonly name: string;
  /** As given on the command line; null for the synthetic sample. */
  readonly path: string | null;
  readonly sha256: string;
  readonly rows: number;
  readonly synthetic: boolean;
  /** When the last closed bar closed (ISO). A clock at this time leaves out the same bars. */
  readonly asOf: string;
  /** The first bar that had not closed (ISO), or null; it and later bars are left out. */
  readonly formingBar: string | null;
  readonly findings: FindingCounts;
};

/** Reports that `done` of `total` units of work are done. It is cheap and may be called often. */
export type ProgressReport = (done: number, total: number) => void;

/** All that a command may know of the outside world. */
export type CommandContext = {
  /** Aborts on Ctrl-C. Pass it to the pool, to fetch and to long loops; then throw `Cancelled`. */
  readonly signal: AbortSignal;
  /** Monotonic milliseconds, for durations. */
  readonly clock: Clock;
  /** Wall time, unix milliseconds. */
  readonly now: () => number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Number of columns of the terminal that shows stdout. No line of a text is longer. */
  readonly columns: number;
  /** Number of cores, which is the default of `--workers`. */
  readonly cores: number;
  /** How the program was called: hints show a command line in that form (`commandLine`). */
  readonly call: Call;
  /** The version of this package. */
  readonly version: string;
  /** Measures the phases that `--timing` shows. */
  readonly timer: PhaseTimer;
  /**
   * Runs work that keeps the process busy for more than a moment, as a phase of the timer. Ctrl-C
   * breaks it off; without this it would be heard only when the work is done.
   */
  readonly busy: <T>(phase: string, work: () => T) => Promise<T>;
  /** Prints a line on stderr. */
  readonly note: (line: string) => void;
  /**
   * Prints a line about the data on stderr, once the work begins. If the input turns out to be bad
   * before that, the line is dropped, because the message is one line.
   */
  readonly noteData: (line: string) => void;
  /**
   * Shows a bar with the time left on a terminal, otherwise a plain line every few seconds. If
   * `unit` names what the reports count, such as `bars`, the rate is shown, too.
   */
  readonly progress: (label: string, unit?: string) => ProgressReport;
  /**
   * Writes a file completely or not at all, makes its folder if necessary, and names the file on
   * stderr. If this fails, the command continues: its result is printed, and then the error. Every
   * path must be one of the command's `outputs`, which are checked before its work.
   */
  readonly writeFile: (path: string, content: FileContent) => Promise<WrittenFile>;
  /** True under `npm run replay`: no file may be written, and no stored result may be read. */
  readonly replaying: boolean;
};

/** The result of a command. The framework prints `text`, or with `--json` `run` and `result`. */
export type CommandResult = {
  /** The JSON result without `run`, with its keys in the order of printing. NaN is allowed. */
  readonly result: Readonly<Record<string, JsonInput>>;
  /** The result as a text for a terminal, without a newline at the end. */
  readonly text: string;
  /** True if the text is for a program: no line of it is broken. */
  readonly verbatim?: boolean;
  /** The bars that were read; left out if the command reads no bars. */
  readonly data?: RunData;
  /** Files beside the bars that the result depends on. */
  readonly inputs?: readonly InputFile[];
  /** The path of `--out`, if the command's output file is the whole JSON document. */
  readonly documentPath?: string | undefined;
  /** A file that is made of the document, such as that of `--report`. */
  readonly documentView?: DocumentView | undefined;
  /** True if the answer of the command is no (replay: not identical). The exit code is then 1. */
  readonly checkFailed?: boolean;
};

/** A file that shows the whole JSON document in another form. */
export type DocumentView = {
  readonly path: string;
  readonly contentOf: (document: JsonObject) => string;
};

export type Command<T extends OptionTable = OptionTable> = {
  readonly name: string;
  /** Its first sentence, at most 62 characters, stands in the list of commands. */
  readonly purpose: string;
  readonly options: T;
  /** The options that may be given without a flag, in their order; `data check FILE` has two. */
  readonly positionals: readonly Positional[];
  /** The words of two calls: `--data btc.csv --trees 100`. */
  readonly examples: readonly [string, string];
  /** True if the command speaks a protocol on stdout: nothing else is printed there. */
  readonly ownsStdout?: boolean;
  /** Keys of `result` that differ between runs (a duration). Replay does not compare them. */
  readonly volatile: readonly string[];
  /** What it does to the world outside, if it does: then `replay` refuses its results. */
  readonly acts?: string;
  /** Options that a file among the given ones sets; flags and --config win over them. */
  readonly presets?:
    | ((given: Readonly<Record<string, unknown>>) => Promise<Readonly<Record<string, unknown>>>)
    | undefined;
  /** The files that these options make the command write: checked before it runs. */
  readonly outputs: (
    options: OptionValues<T>,
  ) => readonly OutputFile[] | Promise<readonly OutputFile[]>;
  readonly run: (context: CommandContext, options: OptionValues<T>) => Promise<CommandResult>;
};

/** Functions that load the commands, by name. */
export type CommandRegistry = Readonly<Record<string, () => Promise<Command>>>;

/** A file that a command is to write. */
type OutputFile = {
  /** Undefined if the option was left out. */
  readonly path: string | undefined;
  /** True for a table of columns, whose name ends in .csv, .arrow or .parquet. */
  readonly columns?: boolean;
};

type Positional = { readonly option: string; readonly required: boolean };

/**
 * A command. To add one, write `export const selectCommand = defineCommand({ … })` in a new file
 * and add it to cli/commands.ts. The types of its options follow from the table.
 */
export function defineCommand<const T extends OptionTable>(
  command: Omit<Command<T>, Defaulted> & Partial<Pick<Command<T>, Defaulted>>,
): Command {
  const defaults = { positionals: [], volatile: [], outputs: () => [] };
  const complete: Command<T> = { ...defaults, ...command };
  // The framework calls run with the values of this table, so the type T is not needed any more.
  return complete as unknown as Command;
}

/** The parts that a command may leave out. */
type Defaulted = 'positionals' | 'volatile' | 'outputs';

/** Every command has these options; the framework reads them. */
export const COMMON_OPTIONS = {
  config: {
    kind: 'text',
    default: undefined,
    placeholder: 'FILE',
    path: 'file',
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
    doc: 'Add how long each phase took, and all of them',
    recorded: false,
  },
} as const satisfies OptionTable;

/** The options of commands that read bars; `loadRunBars` (run-bars.ts) needs their values. */
export const DATA_OPTIONS = {
  data: {
    kind: 'text',
    default: undefined,
    placeholder: 'FILE',
    path: 'file',
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

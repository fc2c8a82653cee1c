/** Small results of backtest and select, with their reports, made once for a file of tests. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Command } from '../../../cli/framework/command.ts';
import { assessCommand } from '../../../cli/research/assess.ts';
import { backtestCommand } from '../../../cli/research/backtest.ts';
import { portfolioCommand } from '../../../cli/research/portfolio.ts';
import { selectCommand } from '../../../cli/research/select.ts';
import { randomStream } from '../../../engine/core/random.ts';
import { predictCommand } from '../../../cli/live/predict.ts';
import { trainCommand } from '../../../cli/live/train.ts';
import { reportCommand } from '../../../cli/research/report.ts';
import { runHere } from '../run-here.ts';

const TREES = ['--trees', '4', '--step', '100'];

/** A small backtest with two seeds. */
export const BACKTEST = [...TREES, ...words('--features forward_4 --seeds 42,1')].concat(
  words('--initial-train 2500 --cpcv 6,2'),
);
/** A small selection with windows. */
const SELECT = [...TREES, ...words('--candidates ema_ratio_12,rsi_14,gk_vol')].concat(
  words('--max-features 2 --nested quarter --initial-train 3900'),
);

/** A small portfolio, and returns of a file with something to compare them with. */
const PORTFOLIO = [...TREES, ...words('--initial-train 2500 --features rsi_14,log_ret_5d')];

/** What the tests read of a document. */
type SavedResult = {
  readonly curves: {
    readonly buyHold: { readonly time: readonly number[]; readonly equity: readonly number[] };
    readonly sets: Readonly<
      Record<
        string,
        {
          readonly equity: readonly number[];
          readonly trades: Readonly<Record<'entryTime' | 'return', readonly number[]>>;
        }
      >
    >;
    readonly selected: { readonly equity: readonly number[] };
    readonly nested: {
      readonly equity: readonly number[];
      readonly drawdowns: readonly { readonly depth: number }[];
    };
  };
  readonly sets: Readonly<
    Record<
      string,
      {
        readonly metrics: Metrics;
        readonly verdict: readonly string[];
        readonly reliability: Readonly<
          Record<string, { readonly bins: readonly { readonly count: number }[] }>
        >;
        readonly monthly: Readonly<Record<string, number>>;
        readonly yearly: readonly { readonly year: number; readonly totalLogReturn: number }[];
        readonly drawdowns: readonly {
          readonly start: string;
          readonly trough: string;
          readonly bars: number;
        }[];
      }
    >
  >;
  readonly buyHold: { readonly metrics: Metrics };
  readonly portfolio: { readonly metrics: Metrics };
  readonly metrics: Metrics;
  readonly correlation: { readonly matrix: readonly (readonly number[])[] };
  readonly verdict: readonly string[];
  readonly steps: readonly { readonly candidates: readonly object[] }[];
  readonly nested: { readonly metrics: Metrics; readonly windows: readonly object[] };
  readonly why: {
    readonly probabilities: Readonly<Record<string, number>>;
    readonly contributions: readonly { readonly feature: string; readonly up: number }[];
    readonly similar: readonly { readonly bar: string; readonly next: number }[];
  };
};

type Metrics = Readonly<
  Record<'sharpe' | 'bars' | 'finalCapital' | 'maxDrawdown' | 'annualReturn', number>
>;

export type ReportFiles = {
  /** The saved document, with curves. */
  readonly result: string;
  readonly page: string;
  readonly document: SavedResult;
};

/** Functions that run a command with `--report`, `--curves` and `--json`. */
export function reportRuns() {
  const folders: string[] = [];
  afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));
  const newFolder = async (): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), 'walkforest-report-'));
    folders.push(folder);
    return folder;
  };
  const run = async (command: Command, given: readonly string[]): Promise<ReportFiles> => {
    const folder = await newFolder();
    const [result, page] = [join(folder, 'result.json'), join(folder, 'report.html')];
    const env = { XDG_CACHE_HOME: folder };
    const all = [...given, '--report', page, '--curves', '--json'];
    const { code, stdout, stderr } = await runHere(command, all, { env });
    if (code !== 0) throw new Error(stderr);
    await writeFile(result, stdout);
    return { result, page, document: JSON.parse(stdout) as SavedResult };
  };
  return {
    backtest: () => run(backtestCommand, BACKTEST),
    select: () => run(selectCommand, SELECT),
    portfolio: () => run(portfolioCommand, PORTFOLIO),
    predict: async (): Promise<ReportFiles> => {
      const folder = await newFolder();
      const path = (name: string): string => join(folder, name);
      const [model, result, page] = [path('model.bin'), path('result.json'), path('report.html')];
      const env = { XDG_CACHE_HOME: folder };
      const made = async (command: Command, given: readonly string[]): Promise<string> => {
        const { code, stdout, stderr } = await runHere(command, given, { env });
        if (code !== 0) throw new Error(stderr);
        return stdout;
      };
      await made(trainCommand, ['--trees', '20', '--to', '2020-01-01', '--out', model]);
      const stdout = await made(predictCommand, ['--model', model, '--why', '--json']);
      await writeFile(result, stdout);
      await made(reportCommand, [result, '--out', page]);
      return { result, page, document: JSON.parse(stdout) as SavedResult };
    },
    assess: async () => {
      const path = join(await newFolder(), 'returns.csv');
      await writeFile(path, returnsText());
      return await run(assessCommand, [
        '--returns',
        path,
        '--column',
        'Fund',
        '--benchmark',
        'Index',
      ]);
    },
  };
}

/** Two years of noise with a little drift, and an index. */
function returnsText(): string {
  const random = randomStream(5);
  const rows = Array.from({ length: 730 }, (_, i) => {
    const date = new Date(Date.UTC(2020, 0, 1 + i)).toISOString().slice(0, 10);
    return `${date},${0.01 * (0.1 + random.normal())},${0.01 * random.normal()}`;
  });
  return `Date,Fund,Index\n${rows.join('\n')}\n`;
}

function words(text: string): readonly string[] {
  return text.split(' ');
}

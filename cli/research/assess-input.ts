/** The files of an assessment: returns and benchmark of one file, trials of another. */

import {
  alignReturns,
  allReturns,
  benchmarkNameOf,
  pickReturns,
  type AlignedReturns,
  type NamedReturns,
} from '../../data/pick-returns.ts';
import { readReturns, type ReturnsFile } from '../../data/read-returns.ts';
import { shortened } from '../../data/raw-table.ts';
import { counted } from '../../engine/core/counted.ts';

export type AssessInput = {
  readonly file: ReturnsFile;
  /** The column of the assessed returns. */
  readonly column: string;
  /** The column of the benchmark; undefined if none is asked for. */
  readonly benchmark: string | undefined;
  readonly trialsFile: ReturnsFile | undefined;
  /** The names of the trials, in the file's order. */
  readonly trials: readonly string[];
  /** The assessed returns, the benchmark if there is one, the trials. */
  readonly aligned: AlignedReturns;
  /** What the user should know about the files, a line each. */
  readonly notes: readonly string[];
};

/** What was asked for; files as given, columns as written in them. */
type Asked = {
  readonly returns: string;
  readonly column: string | undefined;
  readonly benchmark: string | undefined;
  readonly trials: string | undefined;
};

/** Reads the files. @throws InputError as `readReturns`, `pickReturns` and `alignReturns` */
export async function readAssessInput(asked: Asked): Promise<AssessInput> {
  const file = await readReturns(asked.returns);
  const assessed = pickReturns(file, asked.column);
  const benchmark = asked.benchmark === undefined ? undefined : pickReturns(file, asked.benchmark);
  const trialsFile = asked.trials === undefined ? undefined : await readReturns(asked.trials);
  const trials = trialsFile === undefined ? [] : allReturns(trialsFile);
  const others = [...(benchmark === undefined ? [] : [benchmark]), ...trials];
  const aligned = alignReturns(assessed, others);
  const suggested = benchmark === undefined ? benchmarkNameOf(file) : undefined;
  return {
    file,
    column: assessed.name,
    benchmark: benchmark?.name,
    trialsFile,
    trials: trials.map(({ name }) => name),
    aligned,
    notes: [
      ...percentNotes(file, [assessed, ...(benchmark === undefined ? [] : [benchmark])]),
      ...rowNotes(file.name, aligned),
      ...(suggested === undefined || suggested === assessed.name
        ? []
        : [
            `${file.name}: column "${suggested}" is not compared with: ` +
              `use --benchmark ${suggested}`,
          ]),
    ],
  };
}

function percentNotes(file: ReturnsFile, used: readonly NamedReturns[]): readonly string[] {
  const names = new Set(used.map(({ name }) => name));
  return file.columns.flatMap((column) =>
    names.has(column.name) && 'percent' in column && column.percent
      ? [`${file.name}: column "${shortened(column.name)}" is read as percent`]
      : [],
  );
}

function rowNotes(name: string, { empty, outside }: AlignedReturns): readonly string[] {
  return [
    ...(empty === 0 ? [] : [`${name}: ${counted(empty, 'row')} without a return: left out`]),
    ...(outside === 0
      ? []
      : [
          `${name}: ${counted(outside, 'row')} left out: the benchmark or a trial begins later ` +
            'or ends earlier',
        ]),
  ];
}

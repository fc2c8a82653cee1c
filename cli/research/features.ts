/** `npm run features`: lists the catalogue, or writes the features of bars to a file. */

import type { Command, CommandContext } from '../framework/command.ts';
import type { JsonInput } from '../framework/json-document.ts';
import { utcDate } from '../../engine/core/bar-time.ts';
import type { Bars } from '../../engine/core/bars.ts';
import { COLUMN_FILE, encodeColumnFile } from '../../data/column-file.ts';
import type { Scale } from '../../engine/core/feature-source.ts';
import { finiteRows } from '../../engine/learn/valid-rows.ts';
import { catalogue } from '../../features/catalogue.ts';
import type { FeatureDefinition } from '../../features/definition.ts';
import { resolveFeatures } from '../../features/named-sets.ts';
import { SCALE_OPTIONS, scaleOf } from '../../features/scale.ts';
import { DATA_OPTIONS, defineCommand } from '../framework/command.ts';
import { missing } from '../framework/json-document.ts';
import { loadJoinedBars } from '../framework/joined-bars.ts';
import { readGivenSeries, SERIES_OPTIONS } from '../framework/series-option.ts';
import { textTable } from '../framework/text-table.ts';

const OPTIONS = {
  ...DATA_OPTIONS,
  features: {
    kind: 'text',
    default: undefined,
    placeholder: 'SET|a,b,…',
    doc: 'A named set or features; left out: all features of the timeframe and of the given series',
  },
  ...SERIES_OPTIONS,
  list: {
    kind: 'flag',
    default: false,
    doc: 'Print the definitions: formula, lookback and warm-up in bars',
  },
  out: {
    kind: 'text',
    default: undefined,
    placeholder: COLUMN_FILE,
    path: 'file',
    doc: 'Write time and features of every bar to this file; undefined values are empty',
  },
  ...SCALE_OPTIONS,
} as const;

export const featuresCommand: Command = defineCommand({
  name: 'features',
  purpose: 'Lists the features, and computes them for a file of bars.',
  options: OPTIONS,
  examples: ['--list', '--data btc.csv --features forward_4 --out features.parquet'],
  outputs: ({ out }) => [{ path: out, columns: true }],
  run: async (context, options) => {
    const { timeframe, barsPerDay } = options;
    const scale = scaleOf(timeframe, barsPerDay);
    const { features: asked } = options;
    const given = await readGivenSeries(context, options);
    const names =
      asked === undefined
        ? [...namesOn(scale), ...given.features]
        : resolveFeatures(asked, catalogue);
    const definitions = names.map(catalogue.definition);
    // Features that do not exist on this timeframe are refused before the bars are read.
    for (const name of names) catalogue.facts(name, scale);
    const { bars, data, inputs } = await loadJoinedBars(context, options, names, given);
    const report = context.progress('features', 'features');
    const columns = await context.busy('features', () =>
      catalogue.columns(bars, names, scale, report),
    );
    const features = { names, columns };
    const rows = finiteRows(columns);
    const out = await write(context, options.out, bars, features);
    const table = options.list
      ? listText(definitions, scale, context)
      : valuesText(bars, features, context);
    const counts = `${bars.time.length} rows, ${rows.length} with all features defined`;
    return {
      data,
      inputs,
      result: {
        features: definitions.map((definition) => described(definition, scale)),
        rows: bars.time.length,
        validRows: rows.length,
        ...(out === undefined ? {} : { out }),
      },
      text: [table, '', counts].join('\n'),
    };
  },
});

function namesOn({ timeframe }: Scale): readonly string[] {
  return catalogue.definitions
    .filter(({ timeframes }) => timeframes.includes(timeframe))
    .map(({ name }) => name);
}

type FeatureColumns = {
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
};

async function write(
  context: CommandContext,
  path: string | undefined,
  bars: Bars,
  features: FeatureColumns,
): Promise<{ path: string; bytes: number; sha256: string } | undefined> {
  if (path === undefined) return undefined;
  const columns = features.names.map((name, i) => [name, features.columns[i]!] as const);
  const table = { time: bars.time, ...Object.fromEntries(columns) };
  return context.timer.timeAsync('write', async () =>
    context.writeFile(path, await encodeColumnFile(path, table)),
  );
}

function described(definition: FeatureDefinition, scale: Scale): JsonInput {
  const { name, group, formula, inputs, anchored } = definition;
  return {
    name,
    group,
    formula,
    lookback: definition.lookback(scale),
    warmup: definition.warmup(scale) ?? missing('anchored: depends on where the history starts'),
    anchored,
    inputs,
    periods: definition.periods(scale),
  };
}

/** A line a feature, its formula on a line of its own if not all fit beside the figures. */
function listText(
  definitions: readonly FeatureDefinition[],
  scale: Scale,
  { columns }: Pick<CommandContext, 'columns'>,
): string {
  const figures = textTable(
    ['feature', 'group', 'lookback', 'warm-up'],
    definitions.map((definition) => [
      definition.name,
      definition.group,
      String(definition.lookback(scale)),
      String(definition.warmup(scale) ?? NO_WARM_UP),
    ]),
    { width: Number.POSITIVE_INFINITY },
  ).split('\n');
  const formulas = definitions.map((definition) => {
    const periods = Object.entries(definition.periods(scale)).map(([name, n]) => `${name} = ${n}`);
    return [definition.formula, ...periods].join('; ');
  });
  const [head, ...lines] = figures;
  const width = Math.max(...figures.map((line) => line.length));
  const longest = Math.max(...formulas.map((formula) => formula.length));
  if (width + 2 + longest <= columns) {
    const beside = lines.map((line, i) => `${line.padEnd(width)}  ${formulas[i]!}`);
    return [`${head!.padEnd(width)}  formula`, ...beside].join('\n');
  }
  const below = lines.map((line, i) => `${line}\n    ${formulas[i]!}`);
  return [head, '    formula', ...below].join('\n');
}

/** In place of the warm-up of a feature that depends on where the history starts. */
const NO_WARM_UP = '(anchored)';

function valuesText(
  bars: Bars,
  { names, columns }: FeatureColumns,
  { columns: width }: Pick<CommandContext, 'columns'>,
): string {
  const rows = names.map((name, k) => {
    const column = columns[k]!;
    const finite = column.filter((value) => !Number.isNaN(value));
    const first = column.findIndex((value) => !Number.isNaN(value));
    return [
      name,
      first < 0 ? '-' : utcDate(bars.time[first]!),
      String(column.length - finite.length),
      ...[extreme(finite, Math.min), extreme(finite, Math.max), column.at(-1)!].map(numberText),
    ];
  });
  const header = ['feature', 'from', 'undefined', 'least', 'largest', 'last'];
  return textTable(header, rows, { width });
}

function extreme(values: Float64Array, pick: (a: number, b: number) => number): number {
  return values.length === 0 ? Number.NaN : values.reduce((best, value) => pick(best, value));
}

function numberText(value: number): string {
  return Number.isNaN(value) ? '-' : String(Number(value.toPrecision(6)));
}

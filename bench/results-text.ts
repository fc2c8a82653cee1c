/** A run's figures for a reader: as a table on a terminal, and as Markdown for bench/RESULTS.md. */

import { textTable, type TableLayout } from '../cli/framework/text-table.ts';
import type { LeftOut } from './indicator-peers.ts';
import type { CaseFigures } from './measure.ts';
import type { Machine } from './provenance.ts';

/** A case's figures, and its suite. */
export type SuiteFigures = CaseFigures & { readonly suite: string };

/** All figures of a run, and what they depend on. */
export type BenchRun = {
  /** UTC date of the run: `2024-05-01`. */
  readonly date: string;
  readonly commit: string | null;
  /** The command that repeats the run. */
  readonly command: string;
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
  readonly cases: readonly SuiteFigures[];
  readonly leftOut: readonly LeftOut[];
};

const HEADER = ['case', 'median', 'min', 'max', 'unit', 'ratio', 'baseline', 'checked', 'note'];

const LEGEND = [
  'Median, min and max are over all rounds. For rows/s, higher is better; for times, lower.',
  'Ratio: how many times as fast as the baseline, by the medians. Checked: before any timing the',
  'values were compared with another computation and were equal.',
];

/** The figures as a table for a terminal, without a newline at the end. */
export function benchText(run: BenchRun, layout: TableLayout): string {
  return [...factLines(run), '', textTable(HEADER, run.cases.map(cells), layout)].join('\n');
}

/** The content of bench/RESULTS.md. */
export function benchMarkdown(run: BenchRun): string {
  const suites = [...new Set(run.cases.map(({ suite }) => suite))];
  const tables = suites.flatMap((suite) => suiteSection(suite, run.cases));
  const leftOut = run.leftOut.map(
    ({ feature, packageName, reason }) => `- ${feature} by ${packageName}: ${reason}`,
  );
  const lines = [
    '# Benchmark results',
    '',
    `Written by \`${run.command}\`; do not edit.`,
    '',
    ...factLines(run).map((line) => `- ${line}`),
    '',
    ...LEGEND,
    ...tables,
    ...(leftOut.length === 0 ? [] : ['', '## Left out: other values', '', ...leftOut]),
  ];
  return `${lines.join('\n')}\n`;
}

function suiteSection(suite: string, cases: readonly SuiteFigures[]): readonly string[] {
  const rows = cases.filter((figures) => figures.suite === suite).map(cells);
  return ['', `## ${suite}`, '', ...markdownTable(rows)];
}

function factLines({ date, commit, machine, versions }: BenchRun): readonly string[] {
  const { cpu, cores, memoryBytes, os } = machine;
  const memory = (memoryBytes / 2 ** 30).toFixed(1);
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `date: ${date}`,
    `commit: ${commit ?? 'unknown'}`,
    `machine: ${cpu}, ${cores} cores, ${memory} GiB memory, ${os}`,
    `versions: ${named.join(', ')}`,
  ];
}

function cells(figures: SuiteFigures): readonly string[] {
  const { name, median, min, max, unit, ratio, baseline, checked, note } = figures;
  return [
    name,
    ...[median, min, max].map(figureText),
    unit,
    ratio === null ? '' : `${ratio.toPrecision(3)}×`,
    baseline ?? '',
    checked ? 'yes' : 'no',
    note ?? '',
  ];
}

/** A number with three significant digits, or as a grouped integer: `5.31`, `12,345,678`. */
export function figureText(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 4;
  return value.toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

function markdownTable(rows: readonly (readonly string[])[]): readonly string[] {
  const line = (texts: readonly string[]): string => `| ${texts.join(' | ')} |`;
  return [line(HEADER), line(HEADER.map(() => '---')), ...rows.map(line)];
}

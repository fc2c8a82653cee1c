/**
 * In which order `--help` shows a command's options: first its own, then those that many commands
 * have, under a title each. Must not know: any particular command.
 */

import { FOREST_OPTIONS, SEED_OPTIONS } from '../../engine/forest/forest-options.ts';
import { FOLD_OPTIONS } from '../../engine/learn/folds.ts';
import { SEEDS_OPTIONS } from '../../engine/backtest/walk-forward-options.ts';
import { TRADE_OPTIONS } from '../../engine/trade/trade-options.ts';
import { POOL_OPTIONS } from '../../engine/queue/queue-options.ts';
import { DATASET_OPTIONS } from '../../features/dataset-options.ts';
import type { OptionRow, OptionTable } from '../../engine/core/options.ts';
import { COMMON_OPTIONS, DATA_OPTIONS } from './command.ts';
import { SERIES_OPTIONS } from './series-option.ts';

/** Options under one title. */
export type OptionGroup = {
  readonly title: string;
  readonly rows: readonly (readonly [name: string, row: OptionRow])[];
};

/** The title of the options that a command shares with no or few others. */
const OWN = 'Options';

/** Which options stand under which title. An option is known by its name and its kind. */
const SHARED: readonly (readonly [title: string, kinds: ReadonlyMap<string, OptionRow['kind']>])[] =
  [
    ['Data', kindsOf({ ...DATA_OPTIONS, ...SERIES_OPTIONS })],
    ['Rows and walk-forward', kindsOf({ ...DATASET_OPTIONS, ...FOLD_OPTIONS })],
    ['Forest', kindsOf({ ...FOREST_OPTIONS, ...SEED_OPTIONS, ...SEEDS_OPTIONS })],
    ['Trading', new Map([...kindsOf(TRADE_OPTIONS), ['funding', 'text']])],
    ['Computing', kindsOf(POOL_OPTIONS)],
    ['Output', new Map([...outputKinds(), ...kindsOf(COMMON_OPTIONS)])],
  ];

/** The groups of a command's options and of those that every command has; none of them is empty. */
export function optionGroups(options: OptionTable): readonly OptionGroup[] {
  const rows = Object.entries({ ...options, ...COMMON_OPTIONS });
  const titles = new Map(rows.map(([name, row]) => [name, titleOf(name, row)]));
  return [OWN, ...SHARED.map(([title]) => title)]
    .map((title) => ({ title, rows: rows.filter(([name]) => titles.get(name) === title) }))
    .filter((group) => group.rows.length > 0);
}

function titleOf(name: string, row: OptionRow): string {
  const group = SHARED.find(([, kinds]) => kinds.get(name) === row.kind);
  return group === undefined ? OWN : group[0];
}

function kindsOf(table: OptionTable): ReadonlyMap<string, OptionRow['kind']> {
  return new Map(Object.entries(table).map(([name, { kind }]) => [name, kind]));
}

/** The files that a command writes; each command says itself what is in them. */
function outputKinds(): ReadonlyMap<string, OptionRow['kind']> {
  return new Map([
    ['out', 'text'],
    ['report', 'text'],
    ['curves', 'flag'],
  ]);
}

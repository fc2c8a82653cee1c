/** `npm run ledger`: every trial that any command has ever made on a data file. */

import { counted } from '../../engine/core/counted.ts';
import type { StoredTrial } from '../../selection/ledger.ts';
import { DATA_OPTIONS, defineCommand, type Command } from '../framework/command.ts';
import { figure } from '../framework/figure-text.ts';
import { missing } from '../framework/json-document.ts';
import { loadRunBars } from '../framework/run-bars.ts';
import { textTable } from '../framework/text-table.ts';
import { InputError } from '../../engine/core/errors.ts';
import { ledgerFolder, readLedgerFolder } from './ledger-files.ts';

const { to: _to, ...OPTIONS } = DATA_OPTIONS;

/** Trials that the text lists; the document has all. */
const LISTED = 10;

export const ledgerCommand: Command = defineCommand({
  name: 'ledger',
  purpose:
    'Lists every trial that was ever made on the bars of a file. It has the trials of ' +
    'all commands.',
  options: OPTIONS,
  examples: ['--data btc.csv', '--data btc.csv --json'],
  // It hangs on earlier runs alone.
  volatile: ['trials', 'count', 'chainIntact', 'folder'],
  run: async (context, options) => {
    const { data } = await loadRunBars(context, options);
    const folder = context.replaying ? undefined : ledgerFolder(context, data.sha256);
    if (folder === undefined && !context.replaying) {
      throw new InputError('ledger: expected a home folder or WALKFOREST_LEDGER, got neither');
    }
    const none = { trials: [], brokenAt: undefined };
    const { trials, brokenAt } = folder === undefined ? none : await readLedgerFolder(folder);
    return {
      data,
      result: {
        trials: trials.map(trialJson),
        count: trials.length,
        chainIntact: brokenAt === undefined,
        folder: folder ?? missing('a replay reads no ledger'),
      },
      text: [
        listText(trials, context.columns),
        `${counted(trials.length, 'trial')} in ${folder}`,
        ...(brokenAt === undefined ? [] : [`changed from outside, there may be more: ${brokenAt}`]),
      ].join('\n'),
    };
  },
});

/** A trial without what only the ledger needs to know it by. */
function trialJson(stored: StoredTrial) {
  const { id: _id, start: _start, positions: _positions, seeds, ...trial } = stored;
  return {
    ...trial,
    threshold: trial.threshold ?? missing('not a trial of one threshold'),
    sharpe: trial.sharpe ?? missing('undefined for its returns'),
    seed: seeds.length === 1 ? seeds[0]! : seeds,
  };
}

/** The trials with the highest Sharpe ratios. */
function listText(trials: readonly StoredTrial[], columns: number): string {
  if (trials.length === 0) return 'no trials yet';
  const worth = ({ sharpe }: StoredTrial): number => sharpe ?? Number.NEGATIVE_INFINITY;
  const best = trials.toSorted((a, b) => worth(b) - worth(a)).slice(0, LISTED);
  const rows = best.map((trial) => [
    trial.what === 'set' ? featuresText(trial.features) : trial.what,
    figure(trial.sharpe ?? Number.NaN),
    trial.seeds.length > 3 ? `${trial.seeds.length} seeds` : trial.seeds.join(', '),
    trial.threshold === null ? '' : String(trial.threshold),
    trial.command,
    trial.at.slice(0, 10),
  ]);
  const header = ['the best', 'Sharpe', 'seed', 'threshold', 'command', 'first on'];
  return textTable(header, rows, { width: columns });
}

function featuresText(features: readonly string[]): string {
  return features.length > 4
    ? `${features.slice(0, 3).join(', ')} and ${features.length - 3} more`
    : features.join(', ');
}

/**
 * The trials of a portfolio: each asset's go into the ledger of the asset's file, those of the
 * portfolio into the ledger of all files together.
 */

import type { PortfolioResult } from '../../engine/portfolio/portfolio-result.ts';
import type { CommandContext, RunData } from '../framework/command.ts';
import type { JsonInput } from '../framework/json-document.ts';
import { recordTrials, trialCountJson, type TrialCount } from './ledger-files.ts';
import { assetTrials, combinedTrial } from './scored-trials.ts';

/** What to say of the trials. */
type RecordedTrials = { readonly json: JsonInput; readonly text: string };

/** Adds every trial of a run to its ledger, and counts them. */
export async function recordPortfolio(
  context: CommandContext,
  data: {
    readonly data: Pick<RunData, 'sha256'>;
    readonly assets: readonly Pick<RunData, 'sha256'>[];
  },
  run: {
    readonly own: PortfolioResult;
    readonly pooled: PortfolioResult | undefined;
    readonly trees: number;
  },
): Promise<RecordedTrials> {
  const { trees } = run;
  const kinds = [
    { result: run.own, pooled: false },
    ...(run.pooled === undefined ? [] : [{ result: run.pooled, pooled: true }]),
  ];
  const counts: [string, TrialCount][] = [];
  for (const [i, { run: asset }] of run.own.assets.entries()) {
    const trials = kinds.flatMap(({ result, pooled }) =>
      assetTrials(result.assets[i], { trees, pooled }),
    );
    counts.push([asset.name, await recordTrials(context, 'portfolio', data.assets[i], trials)]);
  }
  const together = kinds.map(({ result, pooled }) => combinedTrial(result, { trees, pooled }));
  const all = await recordTrials(context, 'portfolio', data.data, together);
  return {
    json: {
      assets: Object.fromEntries(counts.map(([name, count]) => [name, trialCountJson(count)])),
      portfolio: trialCountJson(all),
    },
    text: countsText(counts, all),
  };
}

function countsText(counts: readonly (readonly [string, TrialCount])[], all: TrialCount): string {
  const known = counts.flatMap(([name, count]) => ('missing' in count ? [] : [{ name, ...count }]));
  if (known.length < counts.length || 'missing' in all) {
    const [reason] = [...counts.map(([, count]) => count), all].flatMap((count) =>
      'missing' in count ? [count.missing] : [],
    );
    return `How many trials these bars have seen is not known: ${reason}.`;
  }
  const here = known.reduce((sum, count) => sum + count.here, 0);
  const ever = known.map((count) => `${count.name} ${count.ever}`).join(', ');
  const broken = [...known, all].flatMap(({ brokenAt }) =>
    brokenAt === undefined
      ? []
      : [`The ledger was changed from outside, so there may be more: ${brokenAt}`],
  );
  return [
    `Trials in this run: ${here} of single assets, ${all.here} of the portfolio.`,
    `In all runs so far on the same files (ledger): ${ever}, portfolio ${all.ever}.`,
    ...broken,
  ].join('\n');
}

/**
 * The page features/FEATURES.md: every feature of the catalogue with its formula, and the named
 * sets. `npm run references` makes it from the definitions; a test checks that the committed file
 * is equal.
 */

import { TIMEFRAMES } from '../engine/core/bar-time.ts';
import type { Catalogue } from './catalogue.ts';
import type { FeatureDefinition } from './definition.ts';
import { NAMED_SETS } from './named-sets.ts';
import { ON_CHAIN } from './on-chain.ts';
import { scaleOf } from './scale.ts';

const NOTATION = `Notation: \`x[-k]\` is the value k bars ago. \`o h l c v\` are open, high, low,
close and volume. \`log\` is the natural logarithm. \`ema(x, s)\` starts at the first x and gives
each new value the weight 2 / (s + 1); \`rma(x, p)\` gives it the weight 1 / p (Wilder's mean).
\`sma\`, \`std\`, \`min\` and \`max\` use the last p bars; \`std\` divides by p - 1. \`tr\` is the
true range, \`tp\` = (h + l + c) / 3 and \`r\` = log(c / c[-1]).

Periods are days. On 4-hour bars a period of p days becomes 6.5·p bars, rounded; a market that
never closes has 6 such bars a day (\`--bars-per-day 6\`). On hourly bars it becomes 24·p bars
(\`--bars-per-day 7\` suits shares). The lookback is the number of bars at the
start of a history that have no value. The warm-up is the number of bars before a row after which
a longer history no longer changes the row's value. An *anchored* feature always depends on where
the history starts. Lookback and warm-up are given for daily bars, or for 4-hour bars if a feature
exists only for shorter ones.`;

const OWN = `A column of your own is a feature by its name. \`column:NAME\` is a further column of
the bars' file; the value on a bar's row must be known when the bar closes. \`series:NAME\` is a
series that was joined with the bars as of their close (\`--series FILE\`). After either name,
\`~mean7\` is its mean over the last 7 bars, and \`~change7\` its value minus the value 7 bars ago;
1 to 999 bars are possible.

The on-chain group needs \`--onchain DIR\`. Its windows are calendar days, and a window in which a
day is missing has no value. Values are carried for at most 3 days. The lag, counted from the start
of the day, is 1 day for hash rate and transactions and 0 for the others (\`--onchain-lag\`); the
mean of a day's funding rates is known at the end of the day.`;

/** The page, with a newline at the end. */
export function featuresPage(catalogue: Catalogue): string {
  const definitions = [...catalogue.definitions, ...ON_CHAIN];
  const groups = [...new Set(definitions.map(({ group }) => group))];
  return [
    '# Features',
    '',
    '<!-- Written by `npm run references` from the catalogue: do not edit. -->',
    '',
    `${definitions.length} features in ${groups.length} groups.`,
    '',
    NOTATION,
    ...groups.flatMap((group) => groupSection(group, definitions)),
    '',
    '## Own columns and series',
    '',
    OWN,
    '',
    '## Named sets',
    '',
    '| set | features |',
    '| --- | --- |',
    ...Object.entries(NAMED_SETS).map(([name, names]) => `| \`${name}\` | ${names.join(', ')} |`),
    '',
  ].join('\n');
}

function groupSection(group: string, definitions: readonly FeatureDefinition[]): string[] {
  return [
    '',
    `## ${group}`,
    '',
    '| feature | formula | reads | lookback | warm-up |',
    '| --- | --- | --- | --- | --- |',
    ...definitions.filter((definition) => definition.group === group).map(featureRow),
  ];
}

function featureRow(definition: FeatureDefinition): string {
  const { name, formula, inputs, timeframes } = definition;
  const scale = scaleOf(timeframes[0]!);
  const periods = Object.entries(definition.periods(scale)).map(([key, n]) => `${key} = ${n}`);
  const meaning = [formula, ...periods].join('; ').replaceAll('|', '\\|');
  const only = timeframes.length < TIMEFRAMES.length ? ` (${timeframes.join(', ')} only)` : '';
  const warmup = definition.warmup(scale) ?? 'anchored';
  const cells = [`\`${name}\`${only}`, meaning, inputs.join(', ')];
  return `| ${[...cells, definition.lookback(scale), warmup].join(' | ')} |`;
}

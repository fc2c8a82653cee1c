/** The documents that are made from the code; `npm run references` writes them. */

import { readFileSync } from 'node:fs';
import { packageFolder } from '../data/package-version.ts';
import { WALK_FORWARD_OPTIONS } from '../engine/backtest/walk-forward-options.ts';
import type { OptionTable } from '../engine/core/options.ts';
import { TRADE_OPTIONS } from '../engine/trade/trade-options.ts';
import { catalogue } from '../features/catalogue.ts';
import { DATASET_OPTIONS, MODEL_OPTIONS } from '../features/dataset-options.ts';
import { featuresPage } from '../features/reference-page.ts';
import { ON_CHAIN } from '../features/on-chain.ts';
import { scaleOf } from '../features/scale.ts';
import { SELECT_OPTIONS } from '../selection/selection-options.ts';
import { apiEntries, apiPage } from './api-page.ts';
import type { Command } from './framework/command.ts';
import { configSchema } from './framework/config-schema.ts';
import { documentText } from './framework/json-document.ts';
import { optionsPage } from './framework/options-page.ts';
import { settingsPage } from './live/settings-page.ts';

/** The options of the door's functions. */
const API_TABLES: Readonly<Record<string, OptionTable>> = {
  dataset: DATASET_OPTIONS,
  walkForward: WALK_FORWARD_OPTIONS,
  trade: TRADE_OPTIONS,
  select: SELECT_OPTIONS,
  train: MODEL_OPTIONS,
};

/** The text of each document, by its path from the root of the repository. */
export function references(commands: readonly Command[]): Readonly<Record<string, string>> {
  return {
    'docs/api.md': apiPage(apiEntries(declarations), API_TABLES),
    'cli/config.schema.json': documentText(configSchema(commands)),
    'cli/OPTIONS.md': optionsPage(commands),
    'lambda/SETTINGS.md': settingsPage(),
    'features/FEATURES.md': featuresPage(catalogue),
    'test/fixtures/feature-fingerprints.json': documentText(fingerprints()),
  };
}

/** The fingerprint of every feature on each of its timeframes. */
function fingerprints(): Readonly<Record<string, string>> {
  const entries = [...catalogue.definitions, ...ON_CHAIN].flatMap(({ name, timeframes }) =>
    timeframes.map((timeframe) => [
      `${name} ${timeframe}`,
      catalogue.facts(name, scaleOf(timeframe)).fingerprint,
    ]),
  );
  return Object.fromEntries(entries) as Readonly<Record<string, string>>;
}

/** The declarations of the last build: `npm run references` comes after it. */
function declarations(path: string): string {
  return readFileSync(new URL(`dist/${path}`, packageFolder()), 'utf8');
}

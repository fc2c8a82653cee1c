/** The documents that are made from the code; `npm run references` writes them. */

import { catalogue } from '../features/catalogue.ts';
import { featuresPage } from '../features/reference-page.ts';
import { scaleOf } from '../features/scale.ts';
import type { Command } from './framework/command.ts';
import { configSchema } from './framework/config-schema.ts';
import { documentText } from './framework/json-document.ts';
import { optionsPage } from './framework/options-page.ts';

/** The text of each document, by its path from the root of the repository. */
export function references(commands: readonly Command[]): Readonly<Record<string, string>> {
  return {
    'cli/config.schema.json': documentText(configSchema(commands)),
    'cli/OPTIONS.md': optionsPage(commands),
    'features/FEATURES.md': featuresPage(catalogue),
    'test/fixtures/feature-fingerprints.json': documentText(fingerprints()),
  };
}

/** The fingerprint of every feature on each of its timeframes. */
function fingerprints(): Readonly<Record<string, string>> {
  const entries = catalogue.definitions.flatMap(({ name, timeframes }) =>
    timeframes.map((timeframe) => [
      `${name} ${timeframe}`,
      catalogue.facts(name, scaleOf(timeframe)).fingerprint,
    ]),
  );
  return Object.fromEntries(entries) as Readonly<Record<string, string>>;
}

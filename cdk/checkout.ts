/** What the programs of the CDK read from the checkout around them. */

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The checkout. `npm run build` puts this file into cdk/dist/cdk/, and only there it runs. */
const CHECKOUT = new URL('../../../', import.meta.url);

/**
 * Path of a zip that `npm run lambda:build` makes, such as `lambda.zip`.
 * @throws Error if it is not there.
 */
export function builtZip(name: string): string {
  const path = fileURLToPath(new URL(`dist/${name}`, CHECKOUT));
  if (existsSync(path)) return path;
  throw new Error(`expected ${path}: run \`npm run lambda:build\` in ${fileURLToPath(CHECKOUT)}`);
}

/** The version of the checkout, such as `0.3.0`. */
export function checkoutVersion(): string {
  const text = readFileSync(new URL('package.json', CHECKOUT), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}

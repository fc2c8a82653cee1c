/**
 * The CDK for a test: a package of its own in cdk/, which only a deployment needs. Without it a
 * suite says so and is left out; where the CI runs, that is a failure.
 */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'vitest';

const FOLDER = fileURLToPath(new URL('../../cdk/node_modules', import.meta.url));
const INSTALL = 'npm ci --prefix cdk';

/** `describe` for suites that need the CDK. Its body imports what imports the CDK. */
export function describeCdk(name: string, body: () => Promise<void>): void {
  if (existsSync(FOLDER)) describe(name, body);
  else if (process.env['CI'] === 'true') {
    it(name, () => {
      throw new Error(`expected the CDK at ${FOLDER} (CI=true): ${INSTALL}`);
    });
  } else it.skip(`${name} (skipped: the CDK is not installed (${INSTALL}))`, () => {});
}

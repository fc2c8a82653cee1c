// Checks the types of the stacks and of their tests. They need the CDK, a package of its own in cdk/;
// without it this says so, and where the CI runs that is a failure.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

if (existsSync(here('cdk/node_modules'))) {
  const tsc = [here('node_modules/typescript/bin/tsc'), '-p', here('test/cdk'), '--noEmit'];
  process.exitCode = spawnSync(process.execPath, tsc, { stdio: 'inherit' }).status ?? 1;
} else {
  console.error('types of cdk/ (skipped: the CDK is not installed (npm ci --prefix cdk))');
  process.exitCode = process.env.CI === 'true' ? 1 : 0;
}

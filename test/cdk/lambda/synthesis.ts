/** The stack as CloudFormation gets it. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { App, Template } from '../../../cdk/assertions.ts';
import { createWalkforestStack } from '../../../cdk/lambda/walkforest-stack.ts';

/** The template of the stack with zips of one byte. */
export function synthesized(): Template {
  const folder = mkdtempSync(join(tmpdir(), 'walkforest-'));
  try {
    const zip = join(folder, 'lambda.zip');
    writeFileSync(zip, zipSync({ 'index.mjs': new Uint8Array(1) }));
    const app = new App({ outdir: join(folder, 'out') });
    const zips = { run: zip, retrain: zip };
    return Template.fromStack(createWalkforestStack(app, 'Walkforest', zips));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

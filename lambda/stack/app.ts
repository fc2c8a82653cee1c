/** What the CDK runs, as lambda/cdk.json says: one stack, of the zip that lambda:build made. */

import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { createWalkforestStack } from './walkforest-stack.ts';

const app = new App();
const zip = fileURLToPath(new URL('../../lambda.zip', import.meta.url));
createWalkforestStack(app, 'Walkforest', zip);
app.synth();

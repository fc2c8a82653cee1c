/** The program that the CDK runs (lambda/cdk.json): one stack with the zip of lambda:build. */

import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { createWalkforestStack } from './walkforest-stack.ts';

const app = new App();
const zip = fileURLToPath(new URL('../../lambda.zip', import.meta.url));
createWalkforestStack(app, 'Walkforest', zip);
app.synth();

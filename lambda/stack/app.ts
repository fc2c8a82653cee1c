/** The program that the CDK runs (lambda/cdk.json): one stack with the zips of lambda:build. */

import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { createWalkforestStack } from './walkforest-stack.ts';

const app = new App();
const zip = (name: string): string => fileURLToPath(new URL(`../../${name}.zip`, import.meta.url));
createWalkforestStack(app, 'Walkforest', { run: zip('lambda'), retrain: zip('lambda-retrain') });
app.synth();

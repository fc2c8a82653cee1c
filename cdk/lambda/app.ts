/** The program that the CDK runs (cdk/lambda/cdk.json): one stack with the zips of lambda:build. */

import { App } from 'aws-cdk-lib';
import { builtZip } from '../checkout.ts';
import { createWalkforestStack } from './walkforest-stack.ts';

const app = new App();
const zips = { run: builtZip('lambda.zip'), retrain: builtZip('lambda-retrain.zip') };
createWalkforestStack(app, 'Walkforest', zips);
app.synth();

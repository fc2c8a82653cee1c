/** The program that the CDK runs (cloud/cdk.json): one stack for research on rented machines. */

import { App } from 'aws-cdk-lib';
import { packageVersion } from '../data/package-version.ts';
import { createQueueStack } from './queue-stack.ts';

const app = new App();
createQueueStack(app, 'WalkforestQueue', packageVersion());
app.synth();

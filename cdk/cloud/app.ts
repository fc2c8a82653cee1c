/** The program that the CDK runs (cdk/cloud/cdk.json): one stack of rented machines. */

import { App } from 'aws-cdk-lib';
import { checkoutVersion } from '../checkout.ts';
import { createQueueStack } from './queue-stack.ts';

const app = new App();
createQueueStack(app, 'WalkforestQueue', checkoutVersion());
app.synth();

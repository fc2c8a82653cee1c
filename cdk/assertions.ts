/** What the tests of the stacks use of the CDK. Only files below cdk/ find the package. */

export { App } from 'aws-cdk-lib';
export { Match, Template } from 'aws-cdk-lib/assertions';

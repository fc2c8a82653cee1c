/** The stack of the queue as CloudFormation gets it. */

import { App, Template } from '../../../cdk/assertions.ts';
import { createQueueStack } from '../../../cdk/cloud/queue-stack.ts';
import { packageVersion } from '../../../data/package-version.ts';

export const template = Template.fromStack(
  createQueueStack(new App(), 'WalkforestQueue', packageVersion()),
);

/** A resource of the template; its properties are what CloudFormation documents for its type. */
export type Resource = {
  readonly Type: string;
  readonly Condition?: string;
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly Properties: any;
};

/** All resources by their names. */
export const resources: Readonly<Record<string, Resource>> = template.toJSON()['Resources'];

/** The resources of a type. */
export const ofType = (type: string): readonly Resource[] =>
  Object.values(resources).filter((resource) => resource.Type === type);

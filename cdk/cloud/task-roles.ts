/** The rights of tasks: each role names what it may do, and on what. */

import { Aws } from 'aws-cdk-lib';
import {
  CfnPolicy,
  PolicyDocument,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { STORE_PREFIX, type QueueParameters } from './queue-parameters.ts';

/** A role of tasks of this account. Without statements it has no right at all. */
export function taskRole(scope: Construct, id: string, statements: PolicyStatement[]): Role {
  const policies = { Own: new PolicyDocument({ statements }) };
  return new Role(scope, id, {
    assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
    ...(statements.length > 0 && { inlinePolicies: policies }),
  });
}

/** A right to do `actions` on `resources`, under `conditions`. */
export function allow(
  actions: string[],
  resources: string[],
  conditions?: PolicyStatement['conditions'],
): PolicyStatement {
  return new PolicyStatement({ actions, resources, ...(conditions && { conditions }) });
}

/**
 * The rights on the store, if there is one: both may read it, and whoever gives work may write it.
 * Without the right to list, S3 would not say whether an object is missing or forbidden.
 */
export function storeRights(
  { hasStore, storeBucket }: QueueParameters,
  { reader, writer }: { readonly reader: Role; readonly writer: Role },
): void {
  const bucket = `arn:${Aws.PARTITION}:s3:::${storeBucket.valueAsString}`;
  const objects = `${bucket}/${STORE_PREFIX}/*`;
  const read = [
    allow(['s3:GetObject'], [objects]),
    allow(['s3:ListBucket'], [bucket], { StringLike: { 's3:prefix': `${STORE_PREFIX}/*` } }),
  ];
  const write = [...read, allow(['s3:PutObject'], [objects])];
  for (const [role, statements] of [
    [reader, read],
    [writer, write],
  ] as const) {
    const policy = new CfnPolicy(role, 'Store', {
      policyName: 'Store',
      policyDocument: new PolicyDocument({ statements: [...statements] }),
      roles: [role.roleName],
    });
    policy.cfnOptions.condition = hasStore;
  }
}

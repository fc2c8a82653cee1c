/**
 * The queue's server: one node of Valkey in subnets that have no way out, with TLS and a password
 * that nobody has seen. It is not the serverless kind, which splits its keys over several servers
 * and may drop keys, while the queue needs one server that refuses to write if it is full.
 */

import { Fn } from 'aws-cdk-lib';
import type { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import {
  CfnParameterGroup,
  CfnReplicationGroup,
  CfnSubnetGroup,
} from 'aws-cdk-lib/aws-elasticache';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';

/** The port of the queue. */
export const QUEUE_PORT = 6379;

/** Letters and digits: ElastiCache does not take every sign in a password. */
const PASSWORD = { passwordLength: 64, excludePunctuation: true };

export type Valkey = {
  /** `rediss://HOST:PORT`, without the password. */
  readonly address: string;
  readonly password: CfnSecret;
};

/** Adds the node to `scope`. */
export function addValkey(
  scope: Construct,
  place: {
    readonly node: string;
    readonly subnetIds: string[];
    readonly securityGroup: SecurityGroup;
  },
): Valkey {
  const password = new CfnSecret(scope, 'Password', {
    description: 'Password of the walkforest queue',
    generateSecretString: PASSWORD,
  });
  const settings = new CfnParameterGroup(scope, 'Settings', {
    cacheParameterGroupFamily: 'valkey8',
    description: 'A queue must not lose keys',
    properties: { 'maxmemory-policy': 'noeviction' },
  });
  const subnets = new CfnSubnetGroup(scope, 'Subnets', {
    description: 'Subnets without a way out',
    subnetIds: place.subnetIds,
  });
  const server = new CfnReplicationGroup(scope, 'Valkey', {
    replicationGroupDescription: 'Queue of walkforest',
    engine: 'valkey',
    engineVersion: '8.0',
    cacheNodeType: place.node,
    numCacheClusters: 1,
    automaticFailoverEnabled: false,
    multiAzEnabled: false,
    port: QUEUE_PORT,
    cacheParameterGroupName: settings.ref,
    cacheSubnetGroupName: subnets.ref,
    securityGroupIds: [place.securityGroup.securityGroupId],
    transitEncryptionEnabled: true,
    transitEncryptionMode: 'required',
    atRestEncryptionEnabled: true,
    // CloudFormation reads the password itself; the template has only the secret's name.
    authToken: Fn.join('', ['{{resolve:secretsmanager:', password.ref, ':SecretString}}']),
    // Whatever is in the queue can be computed again.
    snapshotRetentionLimit: 0,
  });
  return {
    address: `rediss://${server.attrPrimaryEndPointAddress}:${QUEUE_PORT}`,
    password,
  };
}

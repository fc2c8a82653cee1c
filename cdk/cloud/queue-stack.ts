/**
 * Research on rented machines: a queue, workers on Spot capacity and commands beside them, for as
 * long as the parameter Queue is on. Without it there are a network, a cluster and a bucket, which
 * cost nothing but the bytes in the bucket. It shares nothing with the stack that trades.
 */

import { CfnOutput, CfnResource, RemovalPolicy, Stack, type App } from 'aws-cdk-lib';
import { type IVpc, Peer, Port, SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { CfnCluster } from 'aws-cdk-lib/aws-ecs';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { queueParameters } from './queue-parameters.ts';
import { addQueueTasks } from './queue-tasks.ts';
import { addRunMachine } from './run-machine.ts';
import { addValkey, QUEUE_PORT } from './valkey.ts';

const HTTPS_PORT = 443;

/** A stack named `id`. @param version the version of this package, which its tasks install */
export function createQueueStack(app: App, id: string, version: string): Stack {
  const stack = new Stack(app, id, {
    description: 'walkforest: forests on rented machines, if Queue is on',
  });
  const parameters = queueParameters(stack, version);
  const bucket = new Bucket(stack, 'Bucket', {
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  const network = addNetwork(stack);
  const cluster = new CfnCluster(stack, 'Cluster', {
    capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
  });
  const queue = new Construct(stack, 'WhileOn');
  const valkey = addValkey(queue, {
    node: parameters.node.valueAsString,
    subnetIds: network.inner,
    securityGroup: network.server,
  });
  const tasks = addQueueTasks(queue, parameters, { bucket, valkey });
  const securityGroupId = network.tasks.securityGroupId;
  const place = { cluster, subnetIds: network.outer, securityGroupId };
  const machine = addRunMachine(queue, parameters, { stack, tasks, place });
  for (const resource of queue.node.findAll()) {
    if (resource instanceof CfnResource) resource.cfnOptions.condition ??= parameters.isOn;
  }
  new CfnOutput(stack, 'BucketName', { value: bucket.bucketName });
  new CfnOutput(stack, 'MachineArn', { value: machine.ref }).condition = parameters.isOn;
  return stack;
}

/**
 * A network without a NAT, which would cost more than the workers. Tasks reach the internet by
 * addresses of their own, and nobody reaches them.
 */
function addNetwork(stack: Stack): {
  readonly outer: string[];
  readonly inner: string[];
  readonly tasks: SecurityGroup;
  readonly server: SecurityGroup;
} {
  const vpc = new Vpc(stack, 'Network', {
    maxAzs: 2,
    natGateways: 0,
    subnetConfiguration: [
      { name: 'Tasks', subnetType: SubnetType.PUBLIC, mapPublicIpOnLaunch: false },
      { name: 'Queue', subnetType: SubnetType.PRIVATE_ISOLATED },
    ],
  });
  const group = (name: string, description: string): SecurityGroup =>
    new SecurityGroup(stack, name, {
      // Its class has an optional field that its interface declares more strictly.
      vpc: vpc as IVpc,
      description,
      allowAllOutbound: false,
    });
  const tasks = group('TaskGroup', 'Workers and commands: nothing comes in');
  const server = group('QueueGroup', 'The queue: only tasks come in');
  tasks.addEgressRule(Peer.anyIpv4(), Port.tcp(HTTPS_PORT), 'npm, images, S3, logs, secret');
  tasks.addEgressRule(server, Port.tcp(QUEUE_PORT), 'the queue');
  server.addIngressRule(tasks, Port.tcp(QUEUE_PORT), 'workers and commands');
  return {
    outer: vpc.publicSubnets.map(({ subnetId }) => subnetId),
    inner: vpc.isolatedSubnets.map(({ subnetId }) => subnetId),
    tasks,
    server,
  };
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { liveSettings } from '../../../engine/live/live-settings.ts';
import { createWalkforestStack } from '../../../lambda/stack/walkforest-stack.ts';

type Statement = {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
};

describe('the stack', () => {
  let folder = '';
  let template: Template;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'walkforest-'));
    const zip = join(folder, 'lambda.zip');
    writeFileSync(zip, zipSync({ 'index.mjs': new Uint8Array(1) }));
    const app = new App({ outdir: join(folder, 'out') });
    template = Template.fromStack(createWalkforestStack(app, 'Walkforest', zip));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Every statement of every role's policy. */
  const statements = (): readonly Statement[] => {
    const policies = Object.values(template.findResources('AWS::IAM::Policy'));
    const roles = Object.values(template.findResources('AWS::IAM::Role'));
    const documents = [
      ...policies.map((policy) => policy['Properties'].PolicyDocument),
      ...roles.flatMap((role) =>
        (role['Properties'].Policies ?? []).map(
          (policy: { PolicyDocument: unknown }) => policy.PolicyDocument,
        ),
      ),
    ];
    return documents.flatMap((document) => document.Statement as Statement[]);
  };

  it('keeps its objects private, versioned and encrypted, and when it is deleted', () => {
    template.resourceCountIs('AWS::S3::Bucket', 1);
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      Properties: {
        VersioningConfiguration: { Status: 'Enabled' },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
          ],
        },
      },
    });
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ]),
      },
    });
  });

  it('runs one function at a time, on arm64 with 256 MB', () => {
    template.resourceCountIs('AWS::Lambda::Function', 1);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs22.x',
      Architectures: ['arm64'],
      MemorySize: 256,
      Timeout: 180,
      Handler: 'index.handler',
      ReservedConcurrentExecutions: 1,
      DeadLetterConfig: { TargetArn: Match.anyValue() },
      LoggingConfig: { LogGroup: Match.anyValue() },
    });
  });

  it('tries a failed event again twice within the hour', () => {
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 3600,
    });
    template.hasResourceProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
  });

  it('runs at 00:05 UTC every day and at no other time', () => {
    template.resourceCountIs('AWS::Scheduler::Schedule', 1);
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'cron(5 0 * * ? *)',
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        RetryPolicy: { MaximumRetryAttempts: 2 },
        DeadLetterConfig: { Arn: Match.anyValue() },
      },
    });
  });

  it('mails to the address that is given', () => {
    template.resourceCountIs('AWS::SNS::Topic', 1);
    template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: { Ref: 'MailAddress' },
    });
  });

  it('has an empty secret in the phases that trade, and a right to it only there', () => {
    template.hasResource('AWS::SecretsManager::Secret', {
      Condition: 'Trades',
      Properties: { SecretString: Match.absent(), GenerateSecretString: Match.absent() },
    });
    const policies = Object.values(template.findResources('AWS::IAM::Policy'));
    const readers = policies.filter((policy) =>
      JSON.stringify(policy).includes('secretsmanager:GetSecretValue'),
    );
    expect(readers.map((policy) => policy['Condition'])).toEqual(['Trades']);
  });

  it('allows exact actions on exact resources', () => {
    const actions = new Set(statements().flatMap(({ Action }) => Action));
    expect([...actions].toSorted()).toEqual([
      'lambda:InvokeFunction',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      's3:GetObject',
      's3:ListBucket',
      's3:PutObject',
      'secretsmanager:GetSecretValue',
      'sns:Publish',
      'sqs:SendMessage',
    ]);
    const wild = statements()
      .flatMap(({ Resource }) => Resource)
      .map((resource) => JSON.stringify(resource))
      .filter((resource) => resource.includes('*'));
    // A model is named by its hash and a journal by its day, so these names are made at run time.
    expect(wild).toHaveLength(2);
    expect(wild[0]).toContain('/models/btc_daily_rf/*.bin');
    expect(wild[1]).toContain('/state/days/*.json');
    const roles = JSON.stringify(template.findResources('AWS::IAM::Role'));
    expect(roles).not.toContain('ManagedPolicyArns');
  });

  it('may write journals and the log, never a model or the kill switch', () => {
    const written = statements()
      .filter(({ Action }) => [Action].flat().includes('s3:PutObject'))
      .map(({ Resource }) => JSON.stringify(Resource));
    expect(written).toHaveLength(1);
    expect(written[0]).toContain('/outputs/btc_signals.jsonl');
    expect(written[0]).toContain('/state/days/');
    expect(written[0]).not.toMatch(/models|kill-switch/);
  });

  it.each([
    ['a run that failed', { MetricName: 'Errors', Threshold: 1, TreatMissingData: 'notBreaching' }],
    [
      'no signal in 25 hours',
      {
        MetricName: 'Signals',
        ComparisonOperator: 'LessThanThreshold',
        Period: 3600,
        EvaluationPeriods: 25,
        DatapointsToAlarm: 25,
        TreatMissingData: 'breaching',
      },
    ],
    ['dead letters', { MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 1 }],
  ])('mails an alarm for %s', (_, properties) => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      ...properties,
      AlarmActions: [{ Ref: Match.stringLikeRegexp('^Topic') }],
    });
    template.resourceCountIs('AWS::CloudWatch::Alarm', 3);
  });

  it('counts a signal by the line that the function writes', () => {
    template.hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterPattern: '{ $.outcome = "done" }',
      MetricTransformations: [{ MetricName: 'Signals', MetricValue: '1' }],
    });
  });

  describe.each([
    ['paper', false, false],
    ['demo', true, false],
    ['live', true, true],
  ] as const)('in phase %s', (phase, trades, isLive) => {
    it('gives the function settings that it accepts', () => {
      const [run] = Object.values(template.findResources('AWS::Lambda::Function'));
      const conditions = { Trades: trades, IsLive: isLive };
      const env = settled(run!['Properties'].Environment.Variables, conditions);
      const settings = liveSettings(env);
      expect(settings.enableTrading).toBe(String(trades));
      expect(settings.futuresEnv).toBe(isLive ? 'live' : 'demo');
      expect(settings.secretName === undefined).toBe(!trades);
      expect(settings.positionSizeUsd).toBe(1000);
    });

    it('is an allowed value of the parameter', () => {
      const parameter = template.findParameters('Phase')['Phase'];
      expect(parameter!['AllowedValues']).toContain(phase);
      expect(parameter!['Default']).toBe('paper');
    });
  });

  it('refuses live without a pinned key', () => {
    const { Rules } = template.toJSON();
    expect(Rules.LiveNeedsAPinnedKey).toMatchObject({
      RuleCondition: { 'Fn::Equals': [{ Ref: 'Phase' }, 'live'] },
      Assertions: [
        { Assert: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'LiveFingerprints' }, ''] }] } },
      ],
    });
  });
});

/** Environment variables as CloudFormation would fill them in. */
function settled(
  variables: Readonly<Record<string, unknown>>,
  conditions: Readonly<Record<string, boolean>>,
): Record<string, string> {
  const parameters: Record<string, string> = { PositionSizeUsd: '1000', LiveFingerprints: '' };
  const value = (node: unknown): string => {
    if (typeof node === 'string') return node;
    const { Ref: name, 'Fn::If': choice } = node as { Ref?: string; 'Fn::If'?: unknown[] };
    if (choice !== undefined) return value(conditions[String(choice[0])] ? choice[1] : choice[2]);
    return parameters[name!] ?? `the ${name}`;
  };
  return Object.fromEntries(Object.entries(variables).map(([name, node]) => [name, value(node)]));
}

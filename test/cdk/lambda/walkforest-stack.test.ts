import { describe, expect, it } from 'vitest';
import { hashedKey } from '../../../engine/live/model/model-pointer.ts';
import { describeCdk } from '../cdk-here.ts';
import { deployed } from '../deployment.ts';

describeCdk('the deployment', async () => {
  const { Match } = await import('../../../cdk/assertions.ts');
  const { synthesized } = await import('./synthesis.ts');

  type Statement = {
    readonly Sid?: string;
    readonly Effect: string;
    readonly Action: string | readonly string[];
    readonly Resource: unknown;
  };

  const template = synthesized();

  describe('the stack', () => {
    /** Every statement of every role's policy, in a deployment with `given`. */
    const statements = (given: Readonly<Record<string, string>> = {}): readonly Statement[] => {
      // All phases but paper have a secret.
      const { holds } = deployed(template, { Phase: 'demo', ...given });
      const there = (type: string) =>
        Object.values(template.findResources(type)).filter((found) => holds(found['Condition']));
      const [policies, roles] = [there('AWS::IAM::Policy'), there('AWS::IAM::Role')];
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

    /** The keys of objects for which a role may do `action`, in a deployment with `given`. */
    const keysOf = (action: string, given: Readonly<Record<string, string>> = {}) => {
      const { text } = deployed(template, given);
      return statements(given)
        .filter(({ Action }) => [Action].flat().includes(action))
        .flatMap(({ Resource }) => [Resource].flat().map(text))
        .map((arn) => arn.slice(arn.indexOf('/') + 1));
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
      template.hasResourceProperties('AWS::Lambda::Function', {
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        MemorySize: 256,
        Timeout: 900,
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

    it('has an empty secret', () => {
      template.resourceCountIs('AWS::SecretsManager::Secret', 1);
      template.hasResourceProperties('AWS::SecretsManager::Secret', {
        SecretString: Match.absent(),
        GenerateSecretString: Match.absent(),
      });
    });

    it('drops old versions of the log sooner, because each holds all lines before it', () => {
      template.hasResourceProperties('AWS::S3::Bucket', {
        LifecycleConfiguration: {
          Rules: [
            { NoncurrentVersionExpiration: { NoncurrentDays: 365 }, Prefix: Match.absent() },
            {
              NoncurrentVersionExpiration: { NoncurrentDays: 30 },
              Prefix: { Ref: 'S3SignalsKey' },
            },
          ],
        },
      });
    });

    it('says the names that the guide uses', () => {
      expect(Object.keys(template.findOutputs('*')).toSorted()).toEqual([
        'AlarmTopicArn',
        'BucketName',
        'DeadLetterQueueUrl',
        'FunctionName',
        'LogGroupName',
        'RetrainFunctionName',
        'SecretArn',
      ]);
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
      const { text } = deployed(template, {});
      const wild = statements()
        .flatMap(({ Resource }) => [Resource].flat().map(text))
        .filter((resource) => resource.includes('*'));
      // A model is named by its hash and a journal by its day, so these names are made at run time.
      expect(wild.map((arn) => arn.slice(arn.indexOf('/') + 1))).toEqual([
        'models/btc_daily_rf/*.bin',
        'series/*.csv',
        'state/days/*.json',
      ]);
      const roles = JSON.stringify(template.findResources('AWS::IAM::Role'));
      expect(roles).not.toContain('ManagedPolicyArns');
    });

    it('may publish on its two topics only', () => {
      const published = statements().filter(({ Action }) => Action === 'sns:Publish');
      expect(published.map(({ Resource }) => Resource)).toEqual([
        Object.keys(template.findResources('AWS::SNS::Topic')).map((id) => ({ Ref: id })),
      ]);
    });

    it('may write journals and the log, never a model or the kill switch', () => {
      expect(keysOf('s3:PutObject')).toEqual(['state/days/*.json', 'outputs/btc_signals.jsonl']);
      expect(keysOf('s3:GetObject')).toEqual([
        'models/btc_daily_rf.bin',
        'models/btc_daily_rf.bin.pointer.json',
        hashedKey('models/btc_daily_rf.bin', '*'),
        'state/kill-switch',
        'series/*.csv',
        'state/days/*.json',
        'outputs/btc_signals.jsonl',
      ]);
    });

    it('may do the same with other keys, if the parameters say so', () => {
      const given = {
        S3ModelKey: 'm/eth.bin',
        S3SignalsKey: 'log/eth.jsonl',
        S3StatePrefix: 'state/eth/',
      };
      expect(keysOf('s3:PutObject', given)).toEqual(['state/eth/days/*.json', 'log/eth.jsonl']);
      expect(keysOf('s3:GetObject', given)).toEqual([
        'm/eth.bin',
        'm/eth.bin.pointer.json',
        hashedKey('m/eth.bin', '*'),
        'state/eth/kill-switch',
        'series/*.csv',
        'state/eth/days/*.json',
        'log/eth.jsonl',
      ]);
    });
  });
});

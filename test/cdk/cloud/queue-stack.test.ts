import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AWS_IMAGE, NODE_IMAGE, WORKER_LINE } from '../../../cdk/cloud/task-lines.ts';
import { packageVersion } from '../../../data/package-version.ts';
import { describeCdk } from '../cdk-here.ts';
import { accepts, deployed, type Parameter } from '../deployment.ts';

describeCdk('the stack of the queue', async () => {
  const { Match } = await import('../../../cdk/assertions.ts');
  const { ofType, resources, template } = await import('./queue-template.ts');

  const parameters = template.findParameters('*') as Readonly<Record<string, Parameter>>;

  describe('the parameters', () => {
    it('leave the queue off, and then nothing is there that costs by the hour', () => {
      const { holds } = deployed(template, {});
      const there = Object.values(resources).filter(({ Condition }) => holds(Condition));
      const services = new Set(there.map(({ Type }) => Type.split('::').slice(1).join('::')));
      expect([...services].toSorted()).toEqual([
        'EC2::InternetGateway',
        'EC2::Route',
        'EC2::RouteTable',
        'EC2::SecurityGroup',
        'EC2::SecurityGroupEgress',
        'EC2::SecurityGroupIngress',
        'EC2::Subnet',
        'EC2::SubnetRouteTableAssociation',
        'EC2::VPC',
        'EC2::VPCGatewayAttachment',
        'ECS::Cluster',
        'S3::Bucket',
        'S3::BucketPolicy',
      ]);
    });

    it.each([
      ['Queue', 'maybe', 'on'],
      ['Workers', '0', '1'],
      ['Workers', '41', '40'],
      ['Commands', '41', '40'],
      ['WorkerCpu', '1000', '1024'],
      ['IdleSeconds', '59', '60'],
      ['CommandHours', '73', '72'],
      ['Package', 'other@1.0.0', 'walkforest@0.3.0'],
      ['Package', 'https://x.org/"; rm', 'https://b.s3.amazonaws.com/w.tgz?X-Amz-Expires=9&a=b%2F'],
      ['Package', 'https://x.org/$HOME', 'https://x.org/w.tgz'],
      ['Node', 'cache.r7g.16xlarge', 'cache.r7g.large'],
      ['StoreBucket', 'Bucket', 'my-bucket'],
      ['StoreBucket', 'my-bucket/a', ''],
      ['StoreBucket', 'b" --more', 'my.bucket.1'],
    ])('%s: "%s" is refused and "%s" is taken', (name, wrong, right) => {
      expect(accepts(parameters[name]!, wrong)).toBe(false);
      expect(accepts(parameters[name]!, right)).toBe(true);
    });

    it('refuse pairs of processors and memory that Fargate does not have', () => {
      expect(deployed(template, {}).refusals).toEqual([]);
      expect(deployed(template, { WorkerCpu: '4096', WorkerMemory: '4096' }).refusals).toEqual([
        'WorkerMemory: expected one of 8192, 16384, 30720 with WorkerCpu=4096',
      ]);
      expect(deployed(template, { CommandCpu: '2048', CommandMemory: '2048' }).refusals).toEqual([
        'CommandMemory: expected one of 4096, 8192, 16384 with CommandCpu=2048',
      ]);
    });
  });

  describe('the network', () => {
    it('lets nobody in but tasks to the queue', () => {
      const groups = ofType('AWS::EC2::SecurityGroup');
      expect(groups).toHaveLength(2);
      for (const { Properties: group } of groups)
        expect(group.SecurityGroupIngress).toBeUndefined();
      const [rule, ...others] = ofType('AWS::EC2::SecurityGroupIngress');
      expect(others).toEqual([]);
      expect(rule!.Properties).toMatchObject({ IpProtocol: 'tcp', FromPort: 6379, ToPort: 6379 });
      expect(rule!.Properties.CidrIp).toBeUndefined();
      const [from, to] = ['SourceSecurityGroupId', 'GroupId'].map(
        (end) => resources[rule!.Properties[end]['Fn::GetAtt'][0]]!.Properties.GroupDescription,
      );
      expect([from, to]).toEqual([
        'Workers and commands: nothing comes in',
        'The queue: only tasks come in',
      ]);
    });

    it('has no NAT, and no way out for the queue', () => {
      template.resourceCountIs('AWS::EC2::NatGateway', 0);
      const [subnets] = ofType('AWS::ElastiCache::SubnetGroup');
      const tables = ofType('AWS::EC2::Route').map(({ Properties }) => Properties.RouteTableId.Ref);
      for (const { Ref: subnet } of subnets!.Properties.SubnetIds) {
        const link = ofType('AWS::EC2::SubnetRouteTableAssociation').find(
          ({ Properties }) => Properties.SubnetId.Ref === subnet,
        );
        expect(tables).not.toContain(link!.Properties.RouteTableId.Ref);
      }
    });
  });

  describe('the queue', () => {
    it('is one encrypted node with a password, and never drops a key', () => {
      template.hasResource('AWS::ElastiCache::ReplicationGroup', {
        Condition: 'IsOn',
        Properties: {
          Engine: 'valkey',
          NumCacheClusters: 1,
          TransitEncryptionEnabled: true,
          TransitEncryptionMode: 'required',
          AtRestEncryptionEnabled: true,
          CacheNodeType: { Ref: 'Node' },
          SnapshotRetentionLimit: 0,
        },
      });
      template.hasResourceProperties('AWS::ElastiCache::ParameterGroup', {
        Properties: { 'maxmemory-policy': 'noeviction' },
      });
    });

    it('has a password that only the secret knows', () => {
      template.hasResourceProperties('AWS::SecretsManager::Secret', {
        SecretString: Match.absent(),
        GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true },
      });
      const { text } = deployed(template, {});
      const [group] = ofType('AWS::ElastiCache::ReplicationGroup');
      expect(text(group!.Properties.AuthToken)).toMatch(
        /^\{\{resolve:secretsmanager:the WhileOnPassword\w+:SecretString\}\}$/,
      );
    });
  });

  describe('the tasks', () => {
    const tasks = ofType('AWS::ECS::TaskDefinition').map(({ Properties }) => Properties);
    const [worker, command] = tasks;

    it('are two kinds on arm64, from public images, with the password from the secret', () => {
      expect(tasks).toHaveLength(2);
      for (const task of tasks) {
        expect(task.RuntimePlatform.CpuArchitecture).toBe('ARM64');
        expect(task.RequiresCompatibilities).toEqual(['FARGATE']);
        for (const {
          Image,
          Secrets,
          PortMappings,
          LogConfiguration,
        } of task.ContainerDefinitions) {
          expect([NODE_IMAGE, AWS_IMAGE]).toContain(Image);
          expect(PortMappings).toBeUndefined();
          expect(LogConfiguration.LogDriver).toBe('awslogs');
          const names = (Secrets ?? []).map(({ Name }: { Name: string }) => Name);
          expect(names).toEqual(Image === NODE_IMAGE ? ['WALKFOREST_QUEUE_PASSWORD'] : []);
        }
      }
    });

    it('install the versions of the queue’s packages that are tested here', () => {
      const lock = JSON.parse(
        readFileSync(new URL('../../../package-lock.json', import.meta.url), 'utf8'),
      );
      for (const name of ['bullmq', 'ioredis']) {
        const { version } = lock.packages[`node_modules/${name}`];
        expect(WORKER_LINE).toContain(`--package ${name}@${version} `);
      }
      expect(parameters['Package']!.Default).toBe(`walkforest@${packageVersion()}`);
    });

    it('get the size and the settings of the parameters', () => {
      const given = {
        WorkerCpu: '8192',
        WorkerMemory: '16384',
        IdleSeconds: '90',
        Package: 'https://a.b/c',
      };
      const { text } = deployed(template, given);
      expect([text(worker.Cpu), text(worker.Memory)]).toEqual(['8192', '16384']);
      const variables = Object.fromEntries(
        worker.ContainerDefinitions[0].Environment.map(
          ({ Name, Value }: { Name: string; Value: unknown }) => [Name, text(Value)],
        ),
      );
      expect(variables).toMatchObject({
        PACKAGE: 'https://a.b/c',
        WORKER_CPU: '8192',
        IDLE_SECONDS: '90',
        QUEUE: expect.stringMatching(
          /^rediss:\/\/the WhileOnValkey\w+\.PrimaryEndPoint\.Address:6379$/,
        ),
      });
    });

    it('of a command copy, run and copy in turn, and end with the last', () => {
      const steps = command.ContainerDefinitions.map(
        ({ Name, Essential, DependsOn }: Record<string, unknown>) => [Name, Essential, DependsOn],
      );
      expect(steps).toEqual([
        ['fetch', false, undefined],
        ['command', false, [{ ContainerName: 'fetch', Condition: 'SUCCESS' }]],
        ['store', true, [{ ContainerName: 'command', Condition: 'COMPLETE' }]],
      ]);
    });

    it('have the address of the store if there is one', () => {
      const on = { Queue: 'on', StoreBucket: 'my-bucket' };
      for (const task of [worker, command]) {
        const container = task.ContainerDefinitions.find(
          ({ Name }: { Name: string }) => Name === 'worker' || Name === 'command',
        );
        const store = container.Environment.find(({ Name }: { Name: string }) => Name === 'STORE');
        expect(deployed(template, on).text(store.Value)).toBe('s3://my-bucket/walkforest');
        expect(deployed(template, { Queue: 'on' }).text(store.Value)).toBe('');
      }
    });
  });

  describe('the rights on the store', () => {
    const policies = ofType('AWS::IAM::Policy');
    const rightsOf = (role: string) => {
      const own = policies.filter(({ Properties }) => Properties.Roles[0].Ref.includes(role));
      const { text } = deployed(template, { Queue: 'on', StoreBucket: 'my-bucket' });
      return own.flatMap(({ Properties }) =>
        Properties.PolicyDocument.Statement.map(
          ({ Action, Resource, Condition }: Record<string, unknown>) =>
            `${String(Action)} ${text(Resource)} ${JSON.stringify(Condition ?? {})}`,
        ),
      );
    };
    const READ = [
      's3:GetObject arn:the AWS::Partition:s3:::my-bucket/walkforest/* {}',
      's3:ListBucket arn:the AWS::Partition:s3:::my-bucket ' +
        '{"StringLike":{"s3:prefix":"walkforest/*"}}',
    ];

    it('are to read it, and for a command to write it, and nothing else', () => {
      expect(rightsOf('WorkerRole')).toEqual(READ);
      expect(rightsOf('CommandRole')).toEqual([
        ...READ,
        's3:PutObject arn:the AWS::Partition:s3:::my-bucket/walkforest/* {}',
      ]);
      expect(policies).toHaveLength(2);
    });

    it('are there only if there is a store', () => {
      for (const { Condition } of policies) {
        expect(deployed(template, { Queue: 'on' }).holds(Condition)).toBe(false);
        expect(deployed(template, { StoreBucket: 'my-bucket' }).holds(Condition)).toBe(false);
        const both = deployed(template, { Queue: 'on', StoreBucket: 'my-bucket' });
        expect(both.holds(Condition)).toBe(true);
      }
      const [own] = ofType('AWS::ECS::TaskDefinition').map(({ Properties }) => Properties);
      const role = resources[own.TaskRoleArn['Fn::GetAtt'][0]]!;
      // Without a store a worker has no right at all.
      expect(role.Properties.Policies).toBeUndefined();
      expect(role.Properties.ManagedPolicyArns).toBeUndefined();
    });
  });

  describe('the bucket', () => {
    it('is private, encrypted, and stays when the stack goes', () => {
      template.hasResource('AWS::S3::Bucket', {
        DeletionPolicy: 'Retain',
        Properties: {
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            BlockPublicPolicy: true,
            IgnorePublicAcls: true,
            RestrictPublicBuckets: true,
          },
          BucketEncryption: Match.anyValue(),
        },
      });
      template.hasResourceProperties('AWS::S3::BucketPolicy', {
        PolicyDocument: {
          Statement: [
            Match.objectLike({
              Effect: 'Deny',
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            }),
          ],
        },
      });
    });
  });
});

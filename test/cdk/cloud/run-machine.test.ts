import { describe, expect, it } from 'vitest';
import { describeCdk } from '../cdk-here.ts';
import { deployed } from '../deployment.ts';

describeCdk('the state machine of the queue', async () => {
  const { ofType, template } = await import('./queue-template.ts');

  describe('the machine', () => {
    const [machine] = ofType('AWS::StepFunctions::StateMachine');
    const { text } = deployed(template, { Workers: '7', Commands: '3' });
    const definition = JSON.parse(text(machine!.Properties.DefinitionString));
    const [commands, workers] = definition.States.Everything.Branches;

    it('starts as many workers as the parameter says, on Spot, and again if one is gone', () => {
      expect(workers.States.Places.Parameters).toEqual({
        'places.$': 'States.ArrayRange(1, 7, 1)',
      });
      const { Worker: state } = workers.States.Workers.ItemProcessor.States;
      expect(state.Parameters.CapacityProviderStrategy).toEqual([
        { CapacityProvider: 'FARGATE_SPOT', Weight: 1 },
      ]);
      expect(state.Retry[0]).toMatchObject({ ErrorEquals: ['States.ALL'], MaxAttempts: 30 });
      expect(state.Catch[0].Next).toBe('Gone');
    });

    it('starts so many commands at a time, and fails at its end if one of them failed', () => {
      const { MaxConcurrency, ItemProcessor } = commands.States.Commands;
      expect(MaxConcurrency).toBe(3);
      const { Command: state, Broken: broken, Finished: finished } = ItemProcessor.States;
      expect(state.Catch[0].Next).toBe('Broken');
      const { 'failed.$': failed } = definition.States.Judge.Parameters;
      expect(failed).toBe(`States.ArrayContains($.runs[*].end, '${broken.Parameters.end}')`);
      expect(finished.Parameters.end).not.toBe(broken.Parameters.end);
      expect(state.Parameters.Overrides.ContainerOverrides).toEqual([
        { Name: 'command', Environment: [{ Name: 'SCRIPT', 'Value.$': '$.script' }] },
        { Name: 'store', Environment: [{ Name: 'RUN', 'Value.$': '$.name' }] },
      ]);
    });

    it('leads from each state to one that is there', () => {
      for (const states of [
        definition.States,
        commands.States,
        commands.States.Commands.ItemProcessor.States,
        workers.States,
        workers.States.Workers.ItemProcessor.States,
      ]) {
        const targets = JSON.stringify(states).matchAll(/"(?:Next|Default)":"(\w+)"/g);
        const all = JSON.stringify(definition);
        for (const [, target] of targets) expect(all).toContain(`"${target}":{`);
        for (const state of Object.values<Record<string, unknown>>(states)) {
          const ends = ['Succeed', 'Fail', 'Choice'].includes(String(state['Type']));
          expect(ends || state['End'] === true || typeof state['Next'] === 'string').toBe(true);
        }
      }
    });

    it('has nothing that runs on: no service and no schedule', () => {
      for (const type of ['ECS::Service', 'Scheduler::Schedule', 'Events::Rule', 'EC2::Instance']) {
        template.resourceCountIs(`AWS::${type}`, 0);
      }
    });
  });

  describe('the rights', () => {
    const { text } = deployed(template, {});
    type Statement = { Action: string | string[]; Resource: unknown; Condition?: unknown };
    const rights = ofType('AWS::IAM::Role').flatMap(({ Properties }) =>
      (Properties.Policies ?? []).flatMap(
        (policy: { PolicyDocument: { Statement: Statement[] } }) => policy.PolicyDocument.Statement,
      ),
    ) as readonly Statement[];

    it('are exact actions; a star ends names that are made later', () => {
      expect(rights.flatMap(({ Action }) => Action).toSorted()).toEqual([
        'ecs:DescribeTasks',
        'ecs:RunTask',
        'ecs:StopTask',
        'events:DescribeRule',
        'events:PutRule',
        'events:PutTargets',
        'iam:PassRole',
        'logs:CreateLogStream',
        'logs:PutLogEvents',
        's3:GetObject',
        's3:ListBucket',
        's3:PutObject',
        'secretsmanager:GetSecretValue',
      ]);
      const wild = rights
        .flatMap(({ Resource }) => [Resource].flat().map(text))
        .filter((resource) => resource.includes('*'));
      expect(wild.map((arn) => arn.slice(arn.indexOf('/')))).toEqual([
        '/in/*',
        '/out/*',
        '/the Cluster/*',
      ]);
      expect(JSON.stringify(ofType('AWS::IAM::Role'))).not.toContain('ManagedPolicyArns');
      // Those of the store, for workers and for commands: queue-stack.test.ts looks at them.
      template.resourceCountIs('AWS::IAM::Policy', 2);
    });

    it('start tasks in this cluster, and pass roles to tasks, only', () => {
      const conditionOf = (action: string): unknown =>
        rights.find(({ Action }) => Action === action)!.Condition;
      expect(conditionOf('ecs:RunTask')).toEqual({
        ArnEquals: { 'ecs:cluster': { 'Fn::GetAtt': ['Cluster', 'Arn'] } },
      });
      expect(conditionOf('iam:PassRole')).toEqual({
        StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
      });
    });
  });
});

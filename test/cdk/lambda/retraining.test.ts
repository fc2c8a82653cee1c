import { describe, expect, it } from 'vitest';
import { liveSettings, LIVE_OPTIONS } from '../../../engine/live/live-settings.ts';
import { describeCdk } from '../cdk-here.ts';
import { accepts, deployed, type Parameter } from '../deployment.ts';

describeCdk('the stack with the retraining', async () => {
  const { synthesized } = await import('./synthesis.ts');

  const template = synthesized();
  const { Resources: resources, Outputs: outputs } = template.toJSON() as {
    readonly Resources: Readonly<Record<string, Resource>>;
    readonly Outputs: Readonly<Record<string, { readonly Condition?: string }>>;
  };

  type Resource = {
    readonly Type: string;
    readonly Condition?: string;
    // oxlint-disable-next-line typescript/no-explicit-any
    readonly Properties: any;
  };
  type Statement = { readonly Action: string | string[]; readonly Resource: unknown };

  /** What a deployment has only because of `Retraining=weekly`, by type. */
  function added(given: Readonly<Record<string, string>> = {}): Readonly<Record<string, Resource>> {
    const off = deployed(template, { ...given, Retraining: 'off' });
    const weekly = deployed(template, { ...given, Retraining: 'weekly' });
    const found = Object.values(resources).filter(
      ({ Condition }) => weekly.holds(Condition) && !off.holds(Condition),
    );
    const byType = Object.fromEntries(found.map((one) => [one.Type.split('::').at(-1), one]));
    // The roles are two: those of the function and of the schedule.
    expect(found).toHaveLength(Object.keys(byType).length + 1);
    return byType;
  }

  describe('the retraining', () => {
    it('is off by default, and can be switched on', () => {
      const { Retraining: parameter } = template.findParameters('*') as Record<string, Parameter>;
      expect(parameter!.Default).toBe('off');
      expect(accepts(parameter!, 'weekly')).toBe(true);
      expect(accepts(parameter!, 'daily')).toBe(false);
    });

    it('adds a function with its role, schedule, log and alarm, and nothing else', () => {
      expect(Object.keys(added()).toSorted()).toEqual([
        'Alarm',
        'EventInvokeConfig',
        'Function',
        'LogGroup',
        'Policy',
        'Role',
        'Schedule',
      ]);
      const withoutCondition = (id: string): boolean => outputs[id]!.Condition === undefined;
      expect(withoutCondition('RetrainFunctionName')).toBe(false);
      const { holds } = deployed(template, { Retraining: 'weekly' });
      expect(holds(outputs['RetrainFunctionName']!.Condition)).toBe(true);
      expect(deployed(template, {}).holds(outputs['RetrainFunctionName']!.Condition)).toBe(false);
    });

    it('is the same in every phase', () => {
      const pins = { LiveFingerprints: '0123456789abcdef' };
      const onPaper = added();
      for (const Phase of ['shadow', 'demo', 'live']) {
        expect(added({ Phase, ...pins })).toEqual(onPaper);
      }
    });

    it('runs on Sundays at 12:00 UTC, one at a time, and mails instead of trying again', () => {
      const { Schedule, Function: run, EventInvokeConfig } = added();
      expect(Schedule!.Properties).toMatchObject({
        ScheduleExpression: 'cron(0 12 ? * SUN *)',
        ScheduleExpressionTimezone: 'UTC',
        FlexibleTimeWindow: { Mode: 'OFF' },
      });
      expect(run!.Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        MemorySize: 1024,
        Timeout: 300,
        Handler: 'index.handler',
        ReservedConcurrentExecutions: 1,
      });
      expect(EventInvokeConfig!.Properties.MaximumRetryAttempts).toBe(0);
    });

    it('comes hours after the last run of a day and before the first of the next', () => {
      const hours = LIVE_OPTIONS.runTimes.default.map((time) => Number(time.slice(0, 2)));
      expect(12 - Math.max(...hours)).toBeGreaterThanOrEqual(4);
      expect(24 + Math.min(...hours) - 12).toBeGreaterThanOrEqual(4);
    });

    it('gets settings that it accepts, and no key', () => {
      const given = { S3ModelKey: 'm/eth.bin', S3HistoryKey: 'd/eth.csv', SpotPair: 'ETHUSD' };
      const { text } = deployed(template, given);
      const variables: Readonly<Record<string, unknown>> =
        added()['Function']!.Properties.Environment.Variables;
      const env = Object.fromEntries(
        Object.entries(variables).map(([name, node]) => [name, text(node)]),
      );
      expect(Object.keys(env).toSorted()).toEqual([
        'ALARM_TOPIC_ARN',
        'S3_BUCKET',
        'S3_HISTORY_KEY',
        'S3_MODEL_KEY',
        'SNS_TOPIC_ARN',
        'SPOT_PAIR',
      ]);
      const arn = 'arn:aws:sns:eu-west-1:1:t';
      const settings = liveSettings({ ...env, ALARM_TOPIC_ARN: arn, SNS_TOPIC_ARN: arn });
      expect(settings).toMatchObject({
        s3ModelKey: 'm/eth.bin',
        s3HistoryKey: 'd/eth.csv',
        spotPair: 'ETHUSD',
      });
    });

    it('may replace model, pointer and history, and mail; no secret, no journal, no log', () => {
      const { text } = deployed(template, { S3ModelKey: 'm/eth.bin', S3HistoryKey: 'd/eth.csv' });
      const statements: readonly Statement[] =
        added()['Policy']!.Properties.PolicyDocument.Statement;
      const allowed = (action: string): readonly string[] =>
        statements
          .filter(({ Action }) => [Action].flat().includes(action))
          .flatMap(({ Resource }) => [Resource].flat().map(text))
          .map((arn) => arn.slice(arn.indexOf('/') + 1));
      expect([...new Set(statements.flatMap(({ Action }) => Action))].toSorted()).toEqual([
        'logs:CreateLogStream',
        'logs:PutLogEvents',
        's3:GetObject',
        's3:ListBucket',
        's3:PutObject',
        'sns:Publish',
      ]);
      const written = ['m/eth.bin.pointer.json', 'm/eth/*.bin', 'd/eth.csv'];
      expect(allowed('s3:PutObject')).toEqual(written);
      expect(allowed('s3:GetObject')).toEqual([...written, 'm/eth.bin']);
      expect(allowed('sns:Publish')).toHaveLength(2);
    });

    it('rings its own alarm when it fails once', () => {
      const { Properties: alarm } = added()['Alarm']!;
      expect(alarm).toMatchObject({
        Namespace: 'AWS/Lambda',
        MetricName: 'Errors',
        Threshold: 1,
        EvaluationPeriods: 1,
        TreatMissingData: 'notBreaching',
      });
      const [dimension] = alarm.Dimensions;
      expect(resources[dimension.Value.Ref]).toEqual(added()['Function']);
      expect(alarm.AlarmActions).toHaveLength(1);
    });
  });
});

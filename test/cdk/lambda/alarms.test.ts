import { describe, expect, it } from 'vitest';
import { LIVE_OPTIONS } from '../../../engine/live/live-settings.ts';
import { describeCdk } from '../cdk-here.ts';
import { accepts, deployed, type Parameter } from '../deployment.ts';

describeCdk('the stack that watches', async () => {
  const { Match } = await import('../../../cdk/assertions.ts');
  const { synthesized } = await import('./synthesis.ts');

  const template = synthesized();
  const topics = template.findResources('AWS::SNS::Topic');
  const [signals, alarms] = ['walkforest', 'walkforest alarm'].map((displayName) =>
    Object.keys(topics).find((id) => topics[id]!['Properties'].DisplayName === displayName),
  );
  const MAIL = 'you@example.org';

  type Subscription = { readonly topic: string; readonly protocol: string; readonly to: string };

  /** The subscriptions of a deployment with these parameters. */
  function subscriptions(given: Readonly<Record<string, string>>): readonly Subscription[] {
    const { text, holds } = deployed(template, { MailAddress: MAIL, ...given });
    return Object.values(template.findResources('AWS::SNS::Subscription'))
      .filter((resource) => holds(resource['Condition']))
      .map(({ Properties: { TopicArn, Protocol, Endpoint } }) => {
        return { topic: TopicArn.Ref, protocol: Protocol, to: text(Endpoint) };
      });
  }

  describe('the topics', () => {
    it('are two, and both mail to the one address if no other is given', () => {
      expect(Object.keys(topics)).toHaveLength(2);
      expect(subscriptions({})).toEqual([
        { topic: signals, protocol: 'email', to: MAIL },
        { topic: alarms, protocol: 'email', to: MAIL },
      ]);
    });

    it('tell alarms, and alarms alone, to a mail address, a webhook and a telephone', () => {
      const AlarmWebhook = 'https://example.org/hook?token=a';
      const given = { AlarmMailAddress: 'on@call.org', AlarmWebhook, AlarmPhone: '+15550100' };
      expect(subscriptions(given)).toEqual([
        { topic: signals, protocol: 'email', to: MAIL },
        { topic: alarms, protocol: 'email', to: 'on@call.org' },
        { topic: alarms, protocol: 'https', to: AlarmWebhook },
        { topic: alarms, protocol: 'sms', to: '+15550100' },
      ]);
    });

    const parameters = template.findParameters('*') as Readonly<Record<string, Parameter>>;
    it.each([
      ['MailAddress', ''],
      ['MailAddress', 'you'],
      ['AlarmMailAddress', 'a b@c.d'],
      ['AlarmWebhook', 'http://example.org'],
      ['AlarmPhone', '555 0100'],
      ['AlarmPhone', '0015550100'],
    ])('do not take as %s: "%s"', (name, value) => {
      expect(accepts(parameters[name]!, value)).toBe(false);
    });

    it('do not show the webhook, which may hold a token', () => {
      expect(parameters['AlarmWebhook']!.NoEcho).toBe(true);
    });
  });

  describe('an alarm', () => {
    it.each([
      [
        'RunFailed: runs that fail in two hours in a row, not a run that a later one repairs',
        { MetricName: 'Errors', Threshold: 1, Period: 3600, ...lasting(2, 'notBreaching') },
        [alarms],
      ],
      [
        'NoSignal: no signal from the first run of a day to the last run of the next',
        {
          MetricName: 'Signals',
          ComparisonOperator: 'LessThanThreshold',
          Period: 3600,
          ...lasting(32, 'breaching'),
        },
        [alarms],
      ],
      [
        'DeadLetters: two events were given up',
        { MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 2, ...lasting(1) },
        [alarms],
      ],
      [
        'TradeHeldUp: a trade was refused or is unfinished',
        { MetricName: 'TradesHeldUp', Threshold: 1, Period: 3600, ...lasting(1) },
        [alarms],
      ],
      [
        'TradeHeldUpForDays: three days in a row, on both topics',
        { MetricName: 'TradesHeldUp', Threshold: 1, Period: 86_400, ...lasting(3) },
        [alarms, signals],
      ],
    ])('%s', (_, properties, told) => {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        ...properties,
        AlarmActions: told.map((topic) => ({ Ref: topic })),
        AlarmDescription: Match.stringLikeRegexp('lambda/README.md says what to do'),
      });
      // The sixth one is that of the retraining (retraining.test.ts).
      template.resourceCountIs('AWS::CloudWatch::Alarm', 6);
    });

    it('may look back as far as CloudWatch allows: seven days', () => {
      for (const { Properties: alarm } of Object.values(
        template.findResources('AWS::CloudWatch::Alarm'),
      )) {
        expect(alarm.Period * alarm.EvaluationPeriods).toBeLessThanOrEqual(7 * 86_400);
      }
    });

    it.each([
      ['Signals', '{ $.outcome = "done" }'],
      [
        'TradesHeldUp',
        '{ ($.outcome = "done") && (($.trade = "REFUSED") || ($.trade = "UNFINISHED")) }',
      ],
    ])('counts %s in the lines that the function writes', (MetricName, FilterPattern) => {
      template.hasResourceProperties('AWS::Logs::MetricFilter', {
        FilterPattern,
        MetricTransformations: [{ MetricName, MetricValue: '1' }],
      });
    });
  });

  describe('the schedules', () => {
    it('are the times that the function knows, and no others', () => {
      const { holds } = deployed(template, {});
      const schedules = Object.values(template.findResources('AWS::Scheduler::Schedule')).filter(
        (schedule) => holds(schedule['Condition']),
      );
      expect(schedules.map(({ Properties }) => Properties.ScheduleExpression)).toEqual([
        'cron(5 0 * * ? *)',
        'cron(35 0 * * ? *)',
        'cron(35 1 * * ? *)',
        'cron(35 3 * * ? *)',
        'cron(35 7 * * ? *)',
      ]);
      for (const { Properties: schedule } of schedules) {
        expect(schedule.ScheduleExpressionTimezone).toBe('UTC');
        expect(schedule.FlexibleTimeWindow.Mode).toBe('OFF');
        expect(schedule.Target.RetryPolicy.MaximumRetryAttempts).toBe(2);
        expect(schedule.Target.DeadLetterConfig.Arn).toBeDefined();
      }
      template.hasResourceProperties('AWS::Lambda::Function', {
        Environment: { Variables: { RUN_TIMES: LIVE_OPTIONS.runTimes.default.join(',') } },
      });
    });
  });

  /** The rest of an alarm that needs `periods` periods in a row. */
  function lasting(periods: number, missing = 'notBreaching'): Record<string, unknown> {
    return {
      EvaluationPeriods: periods,
      DatapointsToAlarm: periods,
      TreatMissingData: missing,
    };
  }
});

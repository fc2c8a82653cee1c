/** The three alarms: a run failed, a day has no signal, all tries of an event failed. */

import { Aws, Duration, type Stack } from 'aws-cdk-lib';
import { ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, MetricFilter, type LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';

/** A signal comes every 24 hours; one hour more for a late one. */
const HOURS_WITHOUT_SIGNAL = 25;

/** Adds the alarms of `watched`, which are mailed through its topic. */
export function addAlarms(
  stack: Stack,
  watched: {
    readonly topic: Topic;
    readonly logGroup: LogGroup;
    readonly deadLetters: Queue;
    readonly run: LambdaFunction;
  },
): void {
  const { topic, logGroup, deadLetters, run } = watched;
  const errors = run.metricErrors({ period: Duration.minutes(5), statistic: 'Sum' });
  const dead = deadLetters.metricApproximateNumberOfMessagesVisible({
    period: Duration.minutes(5),
    statistic: 'Maximum',
  });
  const alarms = [
    errors.createAlarm(stack, 'RunFailedAlarm', {
      alarmDescription: 'A run failed. Lambda tries again twice; lambda/README.md says what to do.',
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    }),
    signalMetric(stack, logGroup).createAlarm(stack, 'NoSignalAlarm', {
      alarmDescription: 'No signal for 25 hours. lambda/README.md says what to do.',
      threshold: 1,
      evaluationPeriods: HOURS_WITHOUT_SIGNAL,
      datapointsToAlarm: HOURS_WITHOUT_SIGNAL,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.BREACHING,
    }),
    dead.createAlarm(stack, 'DeadLettersAlarm', {
      alarmDescription: 'All tries of an event failed: its day is not done.',
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    }),
  ];
  for (const alarm of alarms) alarm.addAlarmAction(new SnsAction(topic));
}

/** Signals per hour, counted from the lines that the function writes (lambda/report-line.ts). */
function signalMetric(stack: Stack, logGroup: LogGroup): Metric {
  const name = { metricNamespace: `Walkforest/${Aws.STACK_NAME}`, metricName: 'Signals' };
  new MetricFilter(stack, 'Signals', {
    logGroup,
    filterPattern: FilterPattern.stringValue('$.outcome', '=', 'done'),
    metricValue: '1',
    ...name,
  });
  const { metricNamespace: namespace, metricName } = name;
  return new Metric({ namespace, metricName, period: Duration.hours(1), statistic: 'Sum' });
}

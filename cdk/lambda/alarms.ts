/**
 * The alarms. A day has several runs, and a later run repairs what an earlier one could not do; so
 * nothing here rings because of one failed run, whose mail comes anyway. What rings: runs that go
 * on failing, a day without a signal, a trade that was held up, and one that is held up for days.
 */

import { Aws, Duration, type Stack } from 'aws-cdk-lib';
import {
  ComparisonOperator,
  Metric,
  TreatMissingData,
  type AlarmProps,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import {
  FilterPattern,
  MetricFilter,
  type IFilterPattern,
  type LogGroup,
} from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { RUN_TIMES } from './schedule.ts';
import type { Topics } from './topics.ts';

/** Runs that fail in so many hours in a row are an alarm: 00:05 or 00:35, and then 01:35. */
const FAILED_HOURS = 2;

/** One event whose tries all failed is repaired by the next event. Two are an alarm. */
const DEAD_LETTERS = 2;

/** A trade that is held up on as many days in a row is a louder alarm. */
const HELD_UP_DAYS = 3;

/** Adds the alarms of `watched`, which are told through its alarm topic. */
export function addAlarms(
  stack: Stack,
  watched: {
    readonly topics: Topics;
    readonly logGroup: LogGroup;
    readonly deadLetters: Queue;
    readonly run: LambdaFunction;
  },
): void {
  const { topics, logGroup, deadLetters, run } = watched;
  const dead = deadLetters.metricApproximateNumberOfMessagesVisible({
    period: Duration.minutes(5),
    statistic: 'Maximum',
  });
  const heldUp = counted(stack, logGroup, 'TradesHeldUp', HELD_UP);
  const alarms = [
    run
      .metricErrors({ period: Duration.hours(1), statistic: 'Sum' })
      .createAlarm(stack, 'RunFailedAlarm', {
        alarmDescription: said('Runs failed in two hours in a row: the day may not be done.'),
        ...reached(1, FAILED_HOURS),
      }),
    counted(stack, logGroup, 'Signals', DONE)
      .with({ period: Duration.hours(1) })
      .createAlarm(stack, 'NoSignalAlarm', {
        alarmDescription: said(`No signal for ${hoursWithoutSignal()} hours.`),
        threshold: 1,
        evaluationPeriods: hoursWithoutSignal(),
        datapointsToAlarm: hoursWithoutSignal(),
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        treatMissingData: TreatMissingData.BREACHING,
      }),
    dead.createAlarm(stack, 'DeadLettersAlarm', {
      alarmDescription: said('All tries of two events failed: the day may not be done.'),
      ...reached(DEAD_LETTERS, 1),
    }),
    heldUp.with({ period: Duration.hours(1) }).createAlarm(stack, 'TradeHeldUpAlarm', {
      alarmDescription: said('The trade of the day was refused or is unfinished.'),
      ...reached(1, 1),
    }),
  ];
  const loud = heldUp
    .with({ period: Duration.days(1) })
    .createAlarm(stack, 'TradeHeldUpForDaysAlarm', {
      alarmDescription: said(
        `On ${HELD_UP_DAYS} days in a row the position was NOT what the model said.`,
      ),
      ...reached(1, HELD_UP_DAYS),
    });
  for (const alarm of [...alarms, loud]) alarm.addAlarmAction(new SnsAction(topics.alarms));
  // Louder: it is also among the daily mails, in case that nobody reads the alarms.
  loud.addAlarmAction(new SnsAction(topics.signals));
}

/** The lines that are counted (lambda/report-line.ts). A day has one line with `done`. */
const DONE = FilterPattern.stringValue('$.outcome', '=', 'done');
const HELD_UP = FilterPattern.all(
  DONE,
  FilterPattern.any(
    FilterPattern.stringValue('$.trade', '=', 'REFUSED'),
    FilterPattern.stringValue('$.trade', '=', 'UNFINISHED'),
  ),
);

/**
 * The first run of one day may finish it, and the last run the next day: so much time may lie
 * between two signals, and one hour more.
 */
function hoursWithoutSignal(): number {
  const hours = RUN_TIMES.map((time) => Number(time.slice(0, 2)) + Number(time.slice(3)) / 60);
  return 24 + Math.ceil(Math.max(...hours) - Math.min(...hours));
}

/** At least `threshold` in each of `periods`; a period without data has none. */
export function reached(threshold: number, periods: number): Omit<AlarmProps, 'metric'> {
  return {
    threshold,
    evaluationPeriods: periods,
    datapointsToAlarm: periods,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  };
}

/** The number of log lines that match, as a metric of this name. */
function counted(
  stack: Stack,
  logGroup: LogGroup,
  metricName: string,
  filterPattern: IFilterPattern,
): Metric {
  const metricNamespace = `Walkforest/${Aws.STACK_NAME}`;
  new MetricFilter(stack, metricName, {
    logGroup,
    filterPattern,
    metricValue: '1',
    metricNamespace,
    metricName,
  });
  return new Metric({ namespace: metricNamespace, metricName, statistic: 'Sum' });
}

/** The description of an alarm. */
export function said(text: string): string {
  return `${text} lambda/README.md says what to do.`;
}

/**
 * How the settings of the live part get into a deployment: each is a parameter of the stack, except
 * those that follow from something else in the stack. Nothing is set by hand at the function,
 * because the next deployment would drop it.
 */

import type { OptionRow, OptionTable } from '../core/options.ts';
import { LIVE_OPTIONS } from './live-settings.ts';

/** Settings that are no parameter, and what they follow from. */
export const SET_BY_THE_STACK = {
  s3Bucket: 'the bucket that the stack makes',
  snsTopicArn: 'the topic that the stack makes for signals',
  alarmTopicArn: 'the topic that the stack makes for alarms',
  secretName: 'the secret that the stack makes, except on paper',
  enableTrading: 'the parameter `Phase`',
  futuresEnv: 'the parameter `Phase`',
  runTimes: "the stack's schedules, which are made from this default",
} as const;

/** The setting that only tests use. No deployment has it. */
const FOR_TESTS = 'loopbackUrl';

/** The parameter of a setting: `positionSizeUsd` is `PositionSizeUsd`. */
export function parameterOf(name: string): string {
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
}

/** The settings that are parameters of the stack, with their rows, in the order of the table. */
export function parameterSettings(): readonly (readonly [name: string, row: OptionRow])[] {
  return deployedSettings().filter(([name]) => !Object.hasOwn(SET_BY_THE_STACK, name));
}

/** All settings that a deployment has, with their rows. */
export function deployedSettings(): readonly (readonly [name: string, row: OptionRow])[] {
  const table: OptionTable = LIVE_OPTIONS;
  return Object.entries(table).filter(([name]) => name !== FOR_TESTS);
}

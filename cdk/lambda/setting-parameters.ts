/**
 * A parameter of the stack for each setting. Default, range, choices and form come from the table
 * of the settings (engine/live/live-settings.ts), so that CloudFormation refuses what the function
 * would refuse. The function checks everything again.
 */

import { CfnParameter, type CfnParameterProps, type Stack } from 'aws-cdk-lib';
import { rangeText, type OptionRow } from '../../engine/core/options.ts';
import { parameterOf, parameterSettings } from '../../engine/live/deployed-settings.ts';

/** Digits with at most one point, as the function takes them. */
const PLAIN_NUMBER = String.raw`\d+(\.\d+)?`;

/** The parameters by the names of their settings. */
export function settingParameters(stack: Stack): Readonly<Record<string, CfnParameter>> {
  return Object.fromEntries(
    parameterSettings().map(([name, row]) => {
      const description = descriptionOf(row);
      const parameter = { ...kindOf(name, row), description };
      return [name, new CfnParameter(stack, parameterOf(name), parameter)];
    }),
  );
}

/** What CloudFormation checks. A text that is empty counts as not set. */
function kindOf(name: string, row: OptionRow): CfnParameterProps {
  switch (row.kind) {
    case 'integer':
    case 'number':
      return row.default === undefined
        ? { type: 'String', default: '', allowedPattern: optional(PLAIN_NUMBER) }
        : { type: 'Number', default: row.default, minValue: row.min, maxValue: row.max };
    case 'choice':
      return { type: 'String', default: row.default, allowedValues: [...row.choices] };
    case 'flag':
      return { type: 'String', default: String(row.default), allowedValues: ['false', 'true'] };
    case 'text':
      return {
        type: 'String',
        default: row.default ?? '',
        ...(row.pattern === undefined
          ? {}
          : { allowedPattern: row.default === undefined ? optional(row.pattern) : row.pattern }),
      };
    case 'list': {
      const item = row.pattern ?? String.raw`[^,\s]+`;
      const items = `${item}(,${item})*`;
      const allowedPattern = row.default.length === 0 ? optional(items) : items;
      return { type: 'String', default: row.default.join(','), allowedPattern };
    }
    case 'integers':
      throw new Error(`${name}: expected a kind that a parameter can have, got integers`);
  }
}

function optional(pattern: string): string {
  return `(${pattern})?`;
}

function descriptionOf(row: OptionRow): string {
  const range = rangeText(row);
  const text = `${row.doc.slice(0, 1).toUpperCase()}${row.doc.slice(1)}`;
  return range === '' ? text : `${text} [${range}]`;
}

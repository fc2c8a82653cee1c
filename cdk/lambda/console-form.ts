/** How the console shows the parameters: in groups, each setting with its environment variable. */

import { parameterOf, parameterSettings } from '../../engine/live/deployed-settings.ts';
import { variableOf } from '../../engine/live/live-settings.ts';

/** Groups of parameters. Parameters of the stack that are in none follow in a last group. */
const GROUPS: readonly (readonly [label: string, parameters: readonly string[]])[] = [
  ['Phase and keys', ['Phase', 'LiveFingerprints']],
  ['Mails and alarms', ['MailAddress', 'AlarmMailAddress', 'AlarmWebhook', 'AlarmPhone']],
  [
    'Position and limits',
    [
      'FuturesSymbol',
      'PositionSizeUsd',
      'MaxPositionUsd',
      'MaxLeverage',
      'MaxPriceDeviation',
      'MinLiquidationDistance',
      'EquityFloorUsd',
      'DailyLossLimit',
      'CancelReduceOnly',
    ],
  ],
  [
    'Model and bars',
    ['Retraining', 'ModelMaxAgeDays', 'StaleModel', 'SpotPair', 'LateBarsWaitSeconds'],
  ],
];

type ConsoleForm = {
  readonly ParameterGroups: readonly {
    readonly Label: { readonly default: string };
    readonly Parameters: readonly string[];
  }[];
  readonly ParameterLabels: Readonly<Record<string, { readonly default: string }>>;
};

/** The metadata `AWS::CloudFormation::Interface` of a stack with these parameters. */
export function consoleForm(parameters: readonly string[]): ConsoleForm {
  const grouped = GROUPS.map(
    ([label, names]) => [label, names.filter((name) => parameters.includes(name))] as const,
  );
  const placed = new Set(grouped.flatMap(([, names]) => names));
  const others = parameters.filter((name) => !placed.has(name));
  return {
    ParameterGroups: [...grouped, ['Other settings', others] as const].map(([label, names]) => {
      return { Label: { default: label }, Parameters: names };
    }),
    ParameterLabels: Object.fromEntries(
      parameterSettings().map(([name]) => {
        const parameter = parameterOf(name);
        return [parameter, { default: `${parameter} (${variableOf(name)})` }];
      }),
    ),
  };
}

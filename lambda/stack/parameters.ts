/**
 * The parameters of a deployment: the phase (paper, demo, live), the mail address, the position
 * size and the keys that may trade live. Phase live without such a key is refused before anything
 * is deployed.
 */

import { CfnCondition, CfnParameter, CfnRule, Fn, type Stack } from 'aws-cdk-lib';
import { LIVE_OPTIONS } from '../../engine/live/live-settings.ts';

export type StackParameters = {
  readonly mailAddress: CfnParameter;
  readonly positionSizeUsd: CfnParameter;
  readonly liveFingerprints: CfnParameter;
  /** True in demo and live. */
  readonly trades: CfnCondition;
  readonly isLive: CfnCondition;
};

/** The parameters of `stack`, with the conditions that follow from the phase. */
export function stackParameters(stack: Stack): StackParameters {
  const phase = new CfnParameter(stack, 'Phase', {
    type: 'String',
    allowedValues: ['paper', 'demo', 'live'],
    default: 'paper',
    description: 'paper: mails only; demo: trades on the demo exchange; live: real money',
  });
  const mailAddress = new CfnParameter(stack, 'MailAddress', {
    type: 'String',
    allowedPattern: String.raw`[^@\s]+@[^@\s]+\.[^@\s]+`,
    description:
      'Signals and alarms are mailed to this address, which must confirm the subscription once',
  });
  const { default: size, min, max, doc } = LIVE_OPTIONS.positionSizeUsd;
  const positionSizeUsd = new CfnParameter(stack, 'PositionSizeUsd', {
    type: 'Number',
    default: size,
    minValue: min,
    maxValue: max,
    description: doc,
  });
  const liveFingerprints = new CfnParameter(stack, 'LiveFingerprints', {
    type: 'String',
    default: '',
    allowedPattern: '([0-9a-f]{16}(,[0-9a-f]{16})*)?',
    description: 'Fingerprints of the keys that may trade live; trade -- --dry-run shows them',
  });
  const live = Fn.conditionEquals(phase, 'live');
  new CfnRule(stack, 'LiveNeedsAPinnedKey', {
    ruleCondition: live,
    assertions: [
      {
        assert: Fn.conditionNot(Fn.conditionEquals(liveFingerprints, '')),
        assertDescription:
          'Phase live needs LiveFingerprints, the fingerprints of the keys that may trade',
      },
    ],
  });
  return {
    mailAddress,
    positionSizeUsd,
    liveFingerprints,
    trades: new CfnCondition(stack, 'Trades', {
      expression: Fn.conditionNot(Fn.conditionEquals(phase, 'paper')),
    }),
    isLive: new CfnCondition(stack, 'IsLive', { expression: live }),
  };
}

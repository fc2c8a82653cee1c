/**
 * The parameters of a deployment: the phase (paper, shadow, demo, live), the addresses of mails and
 * alarms, whether the model is trained anew each week, and one for each setting. A phase with a
 * live key is refused before anything is deployed if no key is pinned.
 */

import {
  CfnCondition,
  CfnParameter,
  CfnRule,
  Fn,
  type ICfnRuleConditionExpression,
  type Stack,
} from 'aws-cdk-lib';
import { consoleForm } from './console-form.ts';
import { settingParameters } from './setting-parameters.ts';

export type StackParameters = {
  readonly addresses: AlarmAddresses & { readonly mailAddress: CfnParameter };
  /** By the name of the setting. */
  readonly settings: Readonly<Record<string, CfnParameter>>;
  readonly conditions: PhaseConditions & { readonly isRetrained: CfnCondition };
};

/** What follows from the phase. */
type PhaseConditions = {
  readonly isPaper: CfnCondition;
  readonly isShadow: CfnCondition;
  /**
   * The stack has a secret with keys: in every phase but paper, and on paper if live keys are
   * pinned. So a deployment that goes back to paper keeps its key, and says what is still open.
   */
  readonly hasKeys: CfnCondition;
  /** The exchange is the real one: in shadow and live, and on paper if live keys are pinned. */
  readonly isReal: CfnCondition;
};

/** Where alarms go; each may be empty. */
type AlarmAddresses = {
  /** If it is empty, the mail address of the signals is used. */
  readonly alarmMailAddress: CfnParameter;
  readonly alarmWebhook: CfnParameter;
  readonly alarmPhone: CfnParameter;
};

/** The parameters of `stack`, with the conditions that follow from the phase. */
export function stackParameters(stack: Stack): StackParameters {
  const phase = new CfnParameter(stack, 'Phase', {
    type: 'String',
    allowedValues: ['paper', 'shadow', 'demo', 'live'],
    default: 'paper',
    description:
      'paper: mails only; shadow: reads the live account and logs the orders that it would send; ' +
      'demo: trades on the demo exchange; live: real money',
  });
  const addresses = addressParameters(stack);
  const retraining = new CfnParameter(stack, 'Retraining', {
    type: 'String',
    allowedValues: ['off', 'weekly'],
    default: 'off',
    description: 'weekly: trains the published model anew each Sunday at 12:00 UTC; off: never',
  });
  const settings = settingParameters(stack);
  pinKeys(stack, phase, settings['liveFingerprints']!);
  const parameters = stack.node.findAll().filter((child) => child instanceof CfnParameter);
  stack.templateOptions.metadata = {
    'AWS::CloudFormation::Interface': consoleForm(parameters.map(({ node }) => node.id)),
  };
  const phases = phaseConditions(stack, phase, settings['liveFingerprints']!);
  const isRetrained = new CfnCondition(stack, 'IsRetrained', {
    expression: Fn.conditionEquals(retraining, 'weekly'),
  });
  return { addresses, settings, conditions: { ...phases, isRetrained } };
}

function phaseConditions(
  stack: Stack,
  phase: CfnParameter,
  fingerprints: CfnParameter,
): PhaseConditions {
  const is = (name: string): ICfnRuleConditionExpression => Fn.conditionEquals(phase, name);
  const isPinned = Fn.conditionNot(Fn.conditionEquals(fingerprints, ''));
  const condition = (id: string, expression: ICfnRuleConditionExpression): CfnCondition =>
    new CfnCondition(stack, id, { expression });
  return {
    isPaper: condition('IsPaper', is('paper')),
    isShadow: condition('IsShadow', is('shadow')),
    hasKeys: condition('HasKeys', Fn.conditionOr(Fn.conditionNot(is('paper')), isPinned)),
    isReal: condition(
      'IsReal',
      Fn.conditionOr(is('shadow'), is('live'), Fn.conditionAnd(is('paper'), isPinned)),
    ),
  };
}

const MAIL_ADDRESS = String.raw`[^@\s]+@[^@\s]+\.[^@\s]+`;

function addressParameters(stack: Stack): StackParameters['addresses'] {
  const optional = (id: string, pattern: string, description: string): CfnParameter => {
    const allowedPattern = `(${pattern})?`;
    return new CfnParameter(stack, id, {
      type: 'String',
      default: '',
      allowedPattern,
      description,
    });
  };
  const mailAddress = new CfnParameter(stack, 'MailAddress', {
    type: 'String',
    allowedPattern: MAIL_ADDRESS,
    description: 'Signals are mailed to this address, which must confirm the subscription once',
  });
  const alarmMailAddress = optional(
    'AlarmMailAddress',
    MAIL_ADDRESS,
    'Alarms are mailed to this address, which must confirm too; empty: to MailAddress',
  );
  const alarmWebhook = optional(
    'AlarmWebhook',
    String.raw`https://[^\s]+`,
    'Alarms are posted to this address by SNS, which it must confirm; empty: to none',
  );
  // Such an address often contains a token.
  alarmWebhook.noEcho = true;
  const alarmPhone = optional(
    'AlarmPhone',
    String.raw`\+[1-9]\d{6,14}`,
    'Alarms are sent as text messages to this number, such as +15550100; empty: to none',
  );
  return { mailAddress, alarmMailAddress, alarmWebhook, alarmPhone };
}

/**
 * Refuses phases that use a live key if none is pinned. Shadow sends nothing, but its key is the
 * one that live trades with, and the function refuses every live key that is not pinned.
 */
function pinKeys(stack: Stack, phase: CfnParameter, fingerprints: CfnParameter): void {
  new CfnRule(stack, 'LiveKeysArePinned', {
    ruleCondition: Fn.conditionContains(['shadow', 'live'], phase.valueAsString),
    assertions: [
      {
        assert: Fn.conditionNot(Fn.conditionEquals(fingerprints, '')),
        assertDescription:
          'Phases shadow and live need LiveFingerprints, the fingerprints of the keys',
      },
    ],
  });
}

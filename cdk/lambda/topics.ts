/**
 * The two topics. One mails the signal of each day. The other one tells alarms: by mail, and if
 * wanted to a webhook and to a telephone, so that an alarm does not drown among daily mails.
 */

import { CfnCondition, Fn, type CfnParameter, type Stack } from 'aws-cdk-lib';
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { StackParameters } from './parameters.ts';

export type Topics = { readonly signals: Topic; readonly alarms: Topic };

/** Makes both topics and their subscriptions. */
export function addTopics(stack: Stack, addresses: StackParameters['addresses']): Topics {
  const { mailAddress, alarmMailAddress, alarmWebhook, alarmPhone } = addresses;
  const signals = new Topic(stack, 'Topic', { displayName: 'walkforest' });
  signals.addSubscription(new EmailSubscription(mailAddress.valueAsString));
  const alarms = new Topic(stack, 'AlarmTopic', { displayName: 'walkforest alarm' });
  const own = isGiven(stack, alarmMailAddress);
  const address = Fn.conditionIf(
    own.logicalId,
    alarmMailAddress.valueAsString,
    mailAddress.valueAsString,
  );
  alarms.addSubscription(new EmailSubscription(address.toString()));
  for (const [parameter, protocol] of [
    [alarmWebhook, 'https'],
    [alarmPhone, 'sms'],
  ] as const) {
    const subscription = new CfnSubscription(stack, `${parameter.node.id}Subscription`, {
      topicArn: alarms.topicArn,
      protocol,
      endpoint: parameter.valueAsString,
    });
    subscription.cfnOptions.condition = isGiven(stack, parameter);
  }
  return { signals, alarms };
}

function isGiven(stack: Stack, parameter: CfnParameter): CfnCondition {
  const empty = Fn.conditionEquals(parameter, '');
  return new CfnCondition(stack, `Has${parameter.node.id}`, { expression: Fn.conditionNot(empty) });
}

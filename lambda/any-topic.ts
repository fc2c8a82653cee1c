/** The mail that a function sends if it does not even know whether its settings are right. */

import { variableOf } from '../engine/live/live-settings.ts';
import type { AwsServices } from '../engine/live/edges/aws-edges.ts';
import type { Mail } from '../engine/live/mail-text.ts';

/**
 * Mails on the first topic that takes it: that for alarms, or else that for signals. If none does,
 * nothing is thrown, because the alarm for failed runs still comes.
 */
export async function mailOnAny(
  place: {
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly services: Pick<AwsServices, 'publisher'>;
  },
  { subject, text }: Mail,
): Promise<void> {
  for (const name of ['alarmTopicArn', 'snsTopicArn']) {
    const topic = place.env[variableOf(name)];
    if (topic === undefined || topic === '') continue;
    try {
      await place.services.publisher(topic)(subject, text);
      return;
    } catch {
      // The next topic may take it. The caller throws the reason in any case.
    }
  }
}

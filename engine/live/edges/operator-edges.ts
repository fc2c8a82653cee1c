/**
 * The AWS services as an operator uses them: what aws-edges.ts has, and removing an object and
 * asking who is subscribed to a topic. The function needs neither, so its bundle does not have this
 * file.
 */

import { DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  paginateListSubscriptionsByTopic,
  SNSClient,
  type Subscription as SnsSubscription,
} from '@aws-sdk/client-sns';
import { awsServices, CLIENT, once, outside, statusOf, type AwsPlace } from './aws-edges.ts';
import type { AwsServices } from './aws-edges.ts';
import { WriteRefused } from './failures.ts';
import type { OperatorStore } from './object-store.ts';

/** One receiver of a topic's messages. The address is not told. */
export type Subscription = {
  /** `email`, `sms`, `https` and others. */
  readonly protocol: string;
  /** Whether the receiver has confirmed it; until then nothing arrives. */
  readonly confirmed: boolean;
};

type OperatorServices = Omit<AwsServices, 'store'> & {
  /** The objects of `bucket`. */
  readonly store: (bucket: string) => OperatorStore;
  /** All receivers of the topic's messages. */
  readonly subscriptions: (topicArn: string) => Promise<readonly Subscription[]>;
};

/** The services at `place`. A client is made when it is first used, and then kept. */
export function operatorServices(place: AwsPlace = {}): OperatorServices {
  const services = awsServices(place);
  const path = { forcePathStyle: place.endpoint !== undefined };
  const s3 = once(() => new S3Client({ ...CLIENT, ...place, ...path }));
  const sns = once(() => new SNSClient({ ...CLIENT, ...place }));
  return {
    ...services,
    store: (bucket) => ({
      ...services.store(bucket),
      remove: async (key, etag) => {
        try {
          const gone = new DeleteObjectCommand({ Bucket: bucket, Key: key, IfMatch: etag });
          await s3().send(gone);
        } catch (error) {
          const status = statusOf(error);
          if (![404, 409, 412].includes(status ?? 0)) throw outside('s3 remove', key, error);
          throw new WriteRefused(`s3 remove ${key}: refused (status ${status})`);
        }
      },
    }),
    subscriptions: async (topicArn) => {
      const found: SnsSubscription[] = [];
      try {
        const pages = paginateListSubscriptionsByTopic({ client: sns() }, { TopicArn: topicArn });
        for await (const { Subscriptions = [] } of pages) found.push(...Subscriptions);
      } catch (error) {
        throw outside('sns subscriptions', '', error);
      }
      // Until a subscription is confirmed, it has the words PendingConfirmation for an ARN.
      return found.map(({ Protocol = '', SubscriptionArn = '' }) => {
        return { protocol: Protocol, confirmed: SubscriptionArn.startsWith('arn:') };
      });
    },
  };
}

/**
 * The services' clients as the function has them when its event comes: made in its init, where the
 * SDK's way from a request to its answer is walked a few times, with made-up answers in place of
 * the network. A daily function meets its event in a fresh process, always; init has a whole
 * processor, where the event's share of one goes by the memory. Nothing leaves the process, and
 * what stays is warm code.
 */

import { Readable } from 'node:stream';
import {
  awsServices,
  type AwsPlace,
  type AwsServices,
  type MadeUpAnswer,
} from '../engine/live/edges/aws-edges.ts';

/** Each spares the event less than the one before; more than these cost init what they spare. */
const ROUNDS = 7;

const NO_OBJECT = '<Error><Code>NoSuchKey</Code><Message>none</Message></Error>';
const PUBLISHED =
  '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>' +
  '<MessageId>none</MessageId></PublishResult></PublishResponse>';

/** The services at `place`, and their rehearsal: after it, and only then, they are in earnest. */
export function rehearsableServices(place: AwsPlace = {}): {
  readonly services: AwsServices;
  readonly rehearse: () => Promise<void>;
} {
  let answer: (() => MadeUpAnswer) | undefined;
  const services = awsServices(place, () => answer?.());
  const says = (statusCode: number, text: string) => (): MadeUpAnswer => {
    return { statusCode, headers: { etag: '"none"' }, body: Readable.from([Buffer.from(text)]) };
  };
  const rehearse = async (): Promise<void> => {
    const store = services.store('rehearsal');
    try {
      answer = says(200, 'an object');
      for (let round = 0; round < ROUNDS; round++) {
        await store.read('present');
        await store.write('new', new Uint8Array(1), { ifAbsent: true });
      }
      answer = says(404, NO_OBJECT);
      await store.read('absent');
      answer = says(200, PUBLISHED);
      await services.publisher('rehearsal')('subject', 'text');
      answer = says(200, '{"SecretString":"none"}');
      await services.secret('rehearsal')();
    } finally {
      answer = undefined;
    }
  };
  return { services, rehearse };
}

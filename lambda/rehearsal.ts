/**
 * The clients of the AWS services, made and warmed up before the event comes. A function that runs
 * once a day always starts in a fresh process. While that starts, Lambda gives it a whole
 * processor; during the event it gives only a share. So the start runs the SDK's code a few times,
 * with made-up answers in place of the network. Nothing leaves the process.
 */

import { Readable } from 'node:stream';
import {
  awsServices,
  type AwsPlace,
  type AwsServices,
  type MadeUpAnswer,
} from '../engine/live/edges/aws-edges.ts';

/** More rounds than these cost the start as much time as they save in the event. */
const ROUNDS = 7;

const NO_OBJECT = '<Error><Code>NoSuchKey</Code><Message>none</Message></Error>';
const PUBLISHED =
  '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>' +
  '<MessageId>none</MessageId></PublishResult></PublishResponse>';

/** The services at `place`, and their rehearsal. Do not use the services before it has ended. */
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

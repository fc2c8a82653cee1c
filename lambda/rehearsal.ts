/**
 * What the function does in its init, before the event: the SDK's way from a request to its answer
 * is walked a few times, with made-up answers in place of the network. A daily function meets its
 * event in a fresh process, always; init has a whole processor, where the event's share of one
 * goes by the memory. Nothing leaves the process, no setting is read, and what stays is warm code.
 */

import { Readable } from 'node:stream';
import {
  s3Store,
  secretReader,
  snsPublisher,
  type AwsPlace,
  type MadeUpAnswers,
} from '../engine/live/aws-edges.ts';

/** Each spares the event less than the one before; more than these cost init what they spare. */
const ROUNDS = 5;

const NO_OBJECT = '<Error><Code>NoSuchKey</Code><Message>none</Message></Error>';
const PUBLISHED =
  '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>' +
  '<MessageId>none</MessageId></PublishResult></PublishResponse>';

/** Reads, writes, mails and asks for a secret, all of it made up. */
export async function rehearse(): Promise<void> {
  const store = s3Store('rehearsal', placeThatAnswers(200, 'an object'));
  for (let round = 0; round < ROUNDS; round++) {
    await store.read('present');
    await store.write('new', new Uint8Array(1), { ifAbsent: true });
  }
  await s3Store('rehearsal', placeThatAnswers(404, NO_OBJECT)).read('absent');
  await snsPublisher('rehearsal', placeThatAnswers(200, PUBLISHED))('subject', 'text');
  await secretReader('rehearsal', placeThatAnswers(200, '{"SecretString":"none"}'))();
}

/** A place of nobody's account, whose services say this to every request. */
function placeThatAnswers(statusCode: number, text: string): AwsPlace {
  const handle: MadeUpAnswers['handle'] = async () => ({
    response: { statusCode, headers: { etag: '"none"' }, body: Readable.from([Buffer.from(text)]) },
  });
  const credentials = { accessKeyId: 'nobody', secretAccessKey: 'nothing' };
  return { region: 'us-east-1', credentials, requestHandler: { handle } };
}

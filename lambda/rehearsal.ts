/**
 * The clients of the AWS services, made and warmed up before the event comes. A function that runs
 * once a day always starts in a fresh process. While that starts, Lambda gives it a whole
 * processor; during the event it gives only a share. So the start runs the code of an event: the
 * SDK, Node's HTTP client, the forest's two modules, and then a made-up day. All answers are made
 * up, and nothing leaves the process.
 */

import { Readable } from 'node:stream';
import { decodeNodes } from '../engine/forest/model-decoder.ts';
import { explainRow } from '../engine/forest/row-explainer.ts';
import {
  awsServices,
  type AwsPlace,
  type AwsServices,
  type MadeUpAnswer,
} from '../engine/live/edges/aws-edges.ts';
import { fetchThrough } from '../engine/live/edges/node-fetch.ts';
import { runDay } from '../engine/live/run-day.ts';
import { madeUpDay } from './made-up-day.ts';
import { MadeUpAgent } from './made-up-connections.ts';

/** More rounds than these cost the start more time than they save in the event. */
const ROUNDS = 3;

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
      answer = says(200, '<ListBucketResult/>');
      await store.list('all', '');
      answer = says(404, NO_OBJECT);
      await store.read('absent');
      answer = says(200, PUBLISHED);
      await services.publisher('rehearsal')('subject', 'text');
      answer = says(200, '{"SecretString":"none"}');
      await services.secret('rehearsal')();
    } finally {
      answer = undefined;
    }
    await rehearseRequests();
    rehearseForest();
    await runDay(madeUpDay());
  };
  return { services, rehearse };
}

/** Two requests as the exchange gets them, on a connection that leads nowhere. */
async function rehearseRequests(): Promise<void> {
  const agent = new MadeUpAgent({ keepAlive: true });
  const { signal } = new AbortController();
  const init = { headers: {}, signal, redirect: 'error' } as const;
  await fetchThrough(agent, NOWHERE, { ...init, method: 'GET' });
  await fetchThrough(agent, NOWHERE, { ...init, method: 'POST', body: 'x=1' });
  agent.destroy();
}

const NOWHERE = 'http://127.0.0.1:1/a?b=c';

/**
 * Compiles the two WebAssembly modules and runs them: a tree with one split of the six rows at its
 * root, two in each class, is read from the bytes of a file and explained.
 */
function rehearseForest(): void {
  const shape = { columns: ['x'], edges: [Float64Array.of(0)], trees: 1 };
  const file = Uint8Array.of(0, 255, 255, 0, 4, 0, 4, 0, 4, 0);
  const forest = { ...shape, ...decodeNodes({ ...shape, nodeCount: 3 }, file) };
  explainRow(forest, new Uint8Array(1), [new Uint8Array(1)]);
}

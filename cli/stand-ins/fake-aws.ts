/** Stand-ins for SNS (AWS query protocol) and Secrets Manager (AWS JSON 1.1), together with S3. */

import type { FakeS3 } from './fake-s3.ts';
import { formOf, jsonAnswer, textOf } from './wire.ts';
import type { WireAnswer, WireRequest, WireService } from './wire.ts';

/** One receiver of the topic. */
type FakeSubscription = { readonly protocol: string; readonly confirmed: boolean };

type FakeMail = {
  /** The last part of the topic's ARN. */
  readonly topic: string;
  readonly subject: string;
  readonly text: string;
};

export type FakeAws = {
  readonly service: WireService;
  readonly mails: FakeMail[];
  /** The text of each secret by its name. A test changes it to replace a key. */
  readonly secrets: Map<string, string>;
  /** The receivers of every topic. */
  readonly subscriptions: FakeSubscription[];
};

/** SNS refuses a longer message. */
const MOST_BYTES = 256 * 1024;
const TOO_LONG: WireAnswer = {
  status: 400,
  headers: { 'content-type': 'text/xml' },
  body:
    '<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type>' +
    '<Code>InvalidParameter</Code><Message>Message too long</Message></Error></ErrorResponse>',
};

/** S3, SNS and Secrets Manager behind one address, for an SDK with one endpoint. */
export function createFakeAws(s3: FakeS3): FakeAws {
  const mails: FakeMail[] = [];
  const secrets = new Map<string, string>();
  const subscriptions: FakeSubscription[] = [];
  const service: WireService = (request) => {
    const target = request.headers['x-amz-target'];
    if (target === 'secretsmanager.GetSecretValue') return secretValue(secrets, request);
    if (request.path !== '/' || request.method !== 'POST') return s3.service(request);
    const form = formOf(request);
    if (form.get('Action') === 'ListSubscriptionsByTopic') return listed(form, subscriptions);
    const topic = form.get('TopicArn')?.split(':').at(-1) ?? '';
    if (Buffer.byteLength(form.get('Message') ?? '') > MOST_BYTES) return TOO_LONG;
    mails.push({ topic, subject: form.get('Subject') ?? '', text: form.get('Message') ?? '' });
    const id = `00000000-0000-0000-0000-${String(mails.length).padStart(12, '0')}`;
    const body =
      '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>' +
      `<MessageId>${id}</MessageId></PublishResult></PublishResponse>`;
    return { status: 200, headers: { 'content-type': 'text/xml' }, body };
  };
  return { service, mails, secrets, subscriptions };
}

/** The answer to ListSubscriptionsByTopic, one receiver a page, so that the pages are followed. */
function listed(form: URLSearchParams, all: readonly FakeSubscription[]): WireAnswer {
  const topic = form.get('TopicArn') ?? '';
  const page = Number(form.get('NextToken') ?? '0');
  const members = all.slice(page, page + 1).map(({ protocol, confirmed }) => {
    const arn = confirmed ? `${topic}:subscription-${page}` : 'PendingConfirmation';
    const fields = `<Protocol>${protocol}</Protocol><SubscriptionArn>${arn}</SubscriptionArn>`;
    return `<member>${fields}</member>`;
  });
  const next = page + 1 < all.length ? `<NextToken>${page + 1}</NextToken>` : '';
  const body =
    '<ListSubscriptionsByTopicResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">' +
    `<ListSubscriptionsByTopicResult><Subscriptions>${members.join('')}</Subscriptions>${next}` +
    '</ListSubscriptionsByTopicResult></ListSubscriptionsByTopicResponse>';
  return { status: 200, headers: { 'content-type': 'text/xml' }, body };
}

function secretValue(secrets: ReadonlyMap<string, string>, request: WireRequest): WireAnswer {
  const { SecretId: name } = JSON.parse(textOf(request)) as { SecretId: string };
  const text = secrets.get(name);
  if (text === undefined) {
    const message = "Secrets Manager can't find the specified secret.";
    return jsonAnswer({ __type: 'ResourceNotFoundException', message }, 400);
  }
  return jsonAnswer({ Name: name, SecretString: text, VersionId: 'v', CreatedDate: 0 });
}

/** Stand-ins for SNS (AWS query protocol) and Secrets Manager (AWS JSON 1.1), together with S3. */

import type { FakeS3 } from './fake-s3.ts';
import { formOf, jsonAnswer, textOf } from './wire.ts';
import type { WireAnswer, WireRequest, WireService } from './wire.ts';

type FakeMail = { readonly subject: string; readonly text: string };

export type FakeAws = {
  readonly service: WireService;
  readonly mails: FakeMail[];
  /** The text of each secret by its name. A test changes it to replace a key. */
  readonly secrets: Map<string, string>;
};

/** S3, SNS and Secrets Manager behind one address, for an SDK with one endpoint. */
export function createFakeAws(s3: FakeS3): FakeAws {
  const mails: FakeMail[] = [];
  const secrets = new Map<string, string>();
  const service: WireService = (request) => {
    const target = request.headers['x-amz-target'];
    if (target === 'secretsmanager.GetSecretValue') return secretValue(secrets, request);
    if (request.path !== '/' || request.method !== 'POST') return s3.service(request);
    const form = formOf(request);
    mails.push({ subject: form.get('Subject') ?? '', text: form.get('Message') ?? '' });
    const id = `00000000-0000-0000-0000-${String(mails.length).padStart(12, '0')}`;
    const body =
      '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>' +
      `<MessageId>${id}</MessageId></PublishResult></PublishResponse>`;
    return { status: 200, headers: { 'content-type': 'text/xml' }, body };
  };
  return { service, mails, secrets };
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

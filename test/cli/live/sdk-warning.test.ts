import { expect, it } from 'vitest';
import { walkforest } from '../walkforest.ts';

/** No server listens there: the command has loaded the SDK and made a client when it fails. */
const ENV = {
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'a',
  AWS_SECRET_ACCESS_KEY: 'b',
};
const WORDS = ['train', '--rollback', '--upload-s3', 'bucket'];
const SWITCH = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED';

it("the SDK's warning about Node.js is not printed, another warning is", async () => {
  const other = `data:text/javascript,process.emitWarning('something else')`;
  const env = { ...ENV, NODE_OPTIONS: `--import "${other}"` };
  const { code, stderr } = await walkforest(WORDS, { env });
  expect(code).toBe(1);
  expect(stderr).not.toContain('AWS SDK');
  expect(stderr).toContain('Warning: something else');
  expect(stderr).toMatch(/^train: bucket: s3 read /m);
});

it('who asks for the warning gets it', async () => {
  const [major] = process.versions.node.split('.').map(Number);
  const { stderr } = await walkforest(WORDS, { env: { ...ENV, [SWITCH]: 'false' } });
  // From 22 on the SDK has nothing to warn of.
  expect(stderr.includes('NodeVersionSupportWarning')).toBe(major! < 22);
});

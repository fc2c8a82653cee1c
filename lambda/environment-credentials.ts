/**
 * Replaces, in the bundle, the SDK's search for credentials. On Lambda they are always in the
 * environment, and the search (profiles, SSO, processes, instance metadata) would be a fifth of the
 * bundle. `npm run lambda:build` puts this file in its place.
 */

/** Has the type of the export of this name in @aws-sdk/credential-provider-node. */
export function defaultProvider(): () => Promise<{
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}> {
  return async () => {
    const { env } = process;
    const accessKeyId = env['AWS_ACCESS_KEY_ID'];
    const secretAccessKey = env['AWS_SECRET_ACCESS_KEY'];
    const sessionToken = env['AWS_SESSION_TOKEN'];
    if (accessKeyId === undefined || secretAccessKey === undefined) {
      throw new Error('expected AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment');
    }
    const session = sessionToken === undefined ? {} : { sessionToken };
    return { accessKeyId, secretAccessKey, ...session };
  };
}

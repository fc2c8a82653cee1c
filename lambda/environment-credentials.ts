/**
 * What the bundle has in place of the SDK's search for credentials: a function of Lambda has them
 * in its environment, always. The search itself (profiles, SSO, processes, instance metadata) is a
 * fifth of the bundle. `npm run lambda:build` puts this file where the SDK imports the search.
 */

/** Shape of @aws-sdk/credential-provider-node's export of this name. */
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

/**
 * Replaces the SDK's client of Secrets Manager in the bundle of the retraining, which must have no
 * way to a key. `npm run lambda:build` puts this file in its place.
 */

/** Has the name of the client. */
export function SecretsManagerClient(): never {
  return refuse();
}

/** Has the name of the command. */
export function GetSecretValueCommand(): never {
  return refuse();
}

function refuse(): never {
  throw new Error('the retraining reads no secret');
}

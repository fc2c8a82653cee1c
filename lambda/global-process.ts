/**
 * What the bundle has in place of `node:process`: the same object, of which the SDK imports these.
 * To import it as a module has Node read each of its properties, and make the standard streams for
 * that: a tenth of a bare start. `npm run lambda:build` puts this file where the SDK imports it.
 */

export const { env, versions } = process;

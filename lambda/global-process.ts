/**
 * Replaces `node:process` in the bundle, with the two properties that the SDK imports. If a program
 * imports `node:process` as a module, Node reads all properties of it, which creates the standard
 * streams and takes a tenth of an empty start. `npm run lambda:build` puts this file in its place.
 */

export const { env, versions } = process;

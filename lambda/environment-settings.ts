/**
 * What the bundle has in place of the SDK's search for its settings: a function of Lambda has them
 * in its environment or not at all. The SDK would look for each of some twenty in the environment,
 * then in two files of a home folder, and for the region at the instance's metadata service, which
 * Lambda has not. `npm run lambda:build` puts this file where the SDK imports that.
 */

/** A setting as the SDK describes it. */
type Setting<T> = {
  readonly environmentVariableSelector: (
    env: Readonly<Record<string, string | undefined>>,
    options: object,
  ) => T | undefined;
  readonly default: T | (() => T | Promise<T>);
};

/** Shape of the SDK's node-config-provider/configLoader. The setting is looked up once. */
export function loadConfig<T>(setting: Setting<T>, options: object = {}): () => Promise<T> {
  let known: Promise<T> | undefined;
  return () => (known ??= lookUp(setting, options));
}

/** Shape of the SDK's regionConfig/getInstanceMetadataRegion. */
export async function getInstanceMetadataRegion(): Promise<undefined> {
  return undefined;
}

async function lookUp<T>(setting: Setting<T>, options: object): Promise<T> {
  const { environmentVariableSelector, default: fallback } = setting;
  let value: T | undefined;
  try {
    value = environmentVariableSelector(process.env, options);
  } catch {
    // As in the SDK, a value that is none of the setting's counts as not set.
  }
  if (value !== undefined) return value;
  return typeof fallback === 'function' ? await (fallback as () => T | Promise<T>)() : fallback;
}

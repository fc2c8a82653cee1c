/**
 * Replaces, in the bundle, the SDK's search for its own settings. The SDK looks for some twenty
 * settings in the environment, then in two files of a home folder, and for the region at the
 * metadata service of the instance. On Lambda all settings are in the environment, so this file
 * reads only that. `npm run lambda:build` puts it in the place of the SDK's file.
 */

/** A setting, in the form in which the SDK describes it. */
type Setting<T> = {
  readonly environmentVariableSelector: (
    env: Readonly<Record<string, string | undefined>>,
    options: object,
  ) => T | undefined;
  readonly default: T | (() => T | Promise<T>);
};

/** Has the type of the SDK's node-config-provider/configLoader. It looks the setting up once. */
export function loadConfig<T>(setting: Setting<T>, options: object = {}): () => Promise<T> {
  let known: Promise<T> | undefined;
  return () => (known ??= lookUp(setting, options));
}

/** Has the type of the SDK's regionConfig/getInstanceMetadataRegion; gives no region. */
export async function getInstanceMetadataRegion(): Promise<undefined> {
  return undefined;
}

async function lookUp<T>(setting: Setting<T>, options: object): Promise<T> {
  const { environmentVariableSelector, default: fallback } = setting;
  let value: T | undefined;
  try {
    value = environmentVariableSelector(process.env, options);
  } catch {
    // As in the SDK, a value that the setting does not allow counts as not set.
  }
  if (value !== undefined) return value;
  return typeof fallback === 'function' ? await (fallback as () => T | Promise<T>)() : fallback;
}

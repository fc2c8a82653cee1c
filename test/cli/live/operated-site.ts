/** A deployment that runs on loopback, with its bucket copied to a folder for the operator. */

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Command } from '../../../cli/framework/command.ts';
import type { Bars } from '../../../engine/core/bars.ts';
import { useRealModel } from '../../engine/live/site-model.ts';
import { BUCKET, startSite, type LiveSite } from '../../fakes/live-site.ts';
import { expectNoSecretsIn } from '../../fakes/no-secrets.ts';
import { KEY, SECRET } from '../../fakes/made-up-keys.ts';
import { runHere, type Printed } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';

export type OperatedSite = {
  readonly site: LiveSite;
  readonly folder: string;
  /** The bars up to the day before the site's first. */
  readonly bars: Bars;
  /** Copies the bucket as it stands, and runs a command on the copy, at the site's time. */
  readonly run: (
    command: Command,
    words?: readonly string[],
    env?: Readonly<Record<string, string | undefined>>,
  ) => Promise<Printed>;
  /** The object at `key` of the bucket as JSON. */
  readonly object: <T = Record<string, unknown>>(key: string) => T;
  /** Writes an object of the bucket. */
  readonly put: (key: string, text: string) => void;
};

/** A site with a real model, whose exchange trades at the last close. */
export async function operatedSite(env: Record<string, string> = {}): Promise<OperatedSite> {
  const site = await startSite(env);
  onTestFinished(site.close);
  const bars = await useRealModel(site);
  site.futures.book.markPrice = bars.close.at(-1)!;
  const folder = await temporaryFolder();
  const keys = { KRAKEN_API_KEY: KEY, KRAKEN_API_SECRET: SECRET };
  const text = (key: string): string =>
    new TextDecoder().decode(site.s3.get(`${BUCKET}/${key}`)!.body);
  return {
    site,
    folder,
    bars,
    run: async (command, words = [], more = {}) => {
      await copyBucket(site, folder);
      const { KRAKEN_LOOPBACK_URL } = site.env;
      const world = {
        env: { KRAKEN_LOOPBACK_URL, ...keys, ...more },
        now: site.clock.now,
        columns: 100,
      };
      const printed = await runHere(command, ['--bucket', folder, ...words], world);
      expectNoSecretsIn(printed.stdout + printed.stderr, [...site.futures.signatures]);
      return printed;
    },
    object: <T>(key: string): T => JSON.parse(text(key)) as T,
    put: (key, body) => {
      site.s3.put(`${BUCKET}/${key}`, new TextEncoder().encode(body), {});
    },
  };
}

async function copyBucket(site: LiveSite, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  for (const [path, versions] of site.s3.objects) {
    const file = join(folder, path.slice(BUCKET.length + 1));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, versions.at(-1)!.body);
  }
}

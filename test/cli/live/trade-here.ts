/** `npm run trade` in this process, against the stand-ins. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tradeCommand } from '../../../cli/live/trade.ts';
import { expectNoSecretsIn } from '../../fakes/no-secrets.ts';
import type { ExchangeHere } from '../exchange-here.ts';
import { runHere, type Printed } from '../run-here.ts';

/** A trade on `exchange`; whatever it prints shows no secret. */
export async function trade(
  exchange: ExchangeHere,
  folder: string,
  words: string,
  env: Record<string, string> = {},
): Promise<Printed> {
  const all = [...words.split(' '), '--state-dir', folder];
  const world = { env: { ...exchange.env, ...env }, now: exchange.now };
  const printed = await runHere(tradeCommand, all, world);
  expectNoSecretsIn(printed.stdout + printed.stderr, [...exchange.futures.signatures]);
  return printed;
}

/** Turns the kill switch of trades by hand in `folder` on, and gives the folder. */
export async function stopped(folder: string): Promise<string> {
  await writeFile(join(folder, 'kill-switch'), 'x');
  return folder;
}

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exchangeHere, LIVE_PIN, type ExchangeHere } from '../exchange-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { trade } from './trade-here.ts';

const HOUR = 3_600_000;

/** The stand-ins, whose clock starts at 12:00 of 2026-03-10, so many hours later. */
async function exchangeAfter(hours: number): Promise<ExchangeHere> {
  const exchange = await exchangeHere();
  exchange.goOn(hours * HOUR);
  return exchange;
}

/** A deployment's bucket as a folder, with these objects. */
async function bucketWith(objects: Readonly<Record<string, unknown>>): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'state', 'days'), { recursive: true });
  for (const [key, value] of Object.entries(objects)) {
    await writeFile(join(folder, key), JSON.stringify(value));
  }
  return folder;
}

/** The journal of 2026-03-11, whose mail has or has not been sent. */
function journal(mailed: boolean): Readonly<Record<string, unknown>> {
  const day = { version: 1, date: '2026-03-11', mode: 'demo', revision: 9, legs: [], warnings: [] };
  return { 'state/days/2026-03-11.json': { ...day, logged: true, mailed } };
}

describe('trade while the function may trade', () => {
  it.each([
    ['23:55', 11 + 55 / 60],
    ['00:10', 12 + 10 / 60],
    ['07:49', 19 + 49 / 60],
  ])('is refused at %s, and nothing is sent', async (clock, hours) => {
    const exchange = await exchangeAfter(hours);
    const { code, stderr } = await trade(exchange, await temporaryFolder(), '--signal 1');
    expect(code).toBe(2);
    expect(stderr).toContain(`the function may trade from 23:55 to 07:50 UTC, it is ${clock}`);
    expect(exchange.asked).toEqual([]);
  });

  it.each([
    ['23:54', 11 + 54 / 60],
    ['07:50', 19 + 50 / 60],
  ])('is not refused at %s', async (_clock, hours) => {
    const exchange = await exchangeAfter(hours);
    expect((await trade(exchange, await temporaryFolder(), '--signal 1')).code).toBe(0);
    expect(exchange.futures.book.position()).toBe(1000);
  });

  it('is allowed with --force, and a dry run only warns', async () => {
    const exchange = await exchangeAfter(13);
    const folder = await temporaryFolder();
    const dry = await trade(exchange, folder, '--signal 1 --dry-run');
    expect(dry.code).toBe(0);
    expect(dry.stderr).toContain('warning: the function may trade from 23:55 to 07:50 UTC');
    expect((await trade(exchange, folder, '--signal 1 --force')).code).toBe(0);
    expect(exchange.futures.book.position()).toBe(1000);
  });

  it("is allowed once the deployment's day is done, and not before", async () => {
    const exchange = await exchangeAfter(13);
    const folder = await temporaryFolder();
    const open = await bucketWith(journal(false));
    expect((await trade(exchange, folder, `--signal 1 --bucket ${open}`)).code).toBe(2);
    const done = await bucketWith(journal(true));
    expect((await trade(exchange, folder, `--signal 1 --bucket ${done}`)).code).toBe(0);
    const absent = await bucketWith({});
    expect((await trade(exchange, folder, `--signal 0 --bucket ${absent}`)).code).toBe(2);
    expect(exchange.futures.book.position()).toBe(1000);
  });

  it('--close goes through at any time', async () => {
    const exchange = await exchangeAfter(12.2);
    exchange.futures.book.tradeByHand(400);
    expect((await trade(exchange, await temporaryFolder(), '--close --yes')).code).toBe(0);
    expect(exchange.futures.book.position()).toBe(0);
  });
});

describe("trade and the bucket's kill switch", () => {
  const STOPPED = { 'state/kill-switch': { reason: 'odd' } };

  it('sends no order on futures, whether the bucket is named or in the environment', async () => {
    const exchange = await exchangeHere();
    const folder = await temporaryFolder();
    const bucket = await bucketWith(STOPPED);
    for (const [words, env] of [
      [`--signal 1 --bucket ${bucket}`, {}],
      ['--signal 1', { S3_BUCKET: bucket }],
      [`--signal 1 --dry-run --bucket ${bucket}`, {}],
    ] as const) {
      const { code, stdout } = await trade(exchange, folder, words, env);
      expect(code).toBe(1);
      expect(stdout).toContain('because: the kill switch is on');
    }
    expect(exchange.futures.sends).toEqual([]);
  });

  it('sends no order on spot', async () => {
    const exchange = await exchangeHere();
    const words = `--signal 1 --venue spot --env live --size-usd 500 --bucket`;
    const bucket = await bucketWith(STOPPED);
    const pin = { KRAKEN_LIVE_FINGERPRINTS: LIVE_PIN };
    const folder = await temporaryFolder();
    const { code, stdout } = await trade(exchange, folder, `${words} ${bucket}`, pin);
    expect(code).toBe(1);
    expect(stdout).toContain('because: the kill switch is on');
    expect(exchange.spot.orders).toEqual([]);
  });

  it('does not hold up --close', async () => {
    const exchange = await exchangeHere();
    exchange.futures.book.tradeByHand(400);
    const env = { S3_BUCKET: await bucketWith(STOPPED) };
    const { code } = await trade(exchange, await temporaryFolder(), '--close --yes', env);
    expect(code).toBe(0);
    expect(exchange.futures.book.position()).toBe(0);
  });
});

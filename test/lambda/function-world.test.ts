import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFakeFutures } from '../../cli/stand-ins/fake-futures.ts';
import { startLoopback } from '../../cli/stand-ins/loopback.ts';
import { awsServices } from '../../engine/live/edges/aws-edges.ts';
import { KEY, SECRET } from '../fakes/made-up-keys.ts';
import { functionWorld, worldOrMail, type Invocation } from '../../lambda/function-world.ts';

const ENV = { S3_BUCKET: 'bucket', SNS_TOPIC_ARN: 'arn:aws:sns:eu-west-1:1:t', AWS_REGION: 'x' };

function invocation(env: Invocation['env'], remainingMs = 180_000): Invocation {
  return {
    env,
    remainingMs,
    clock: { now: () => 0, after: () => () => {} },
    random: () => 0,
    fetch,
    services: awsServices(),
    run: 'one',
  };
}

describe("the function's world", () => {
  it('is on paper by default', () => {
    const { settings } = functionWorld(invocation(ENV));
    expect(settings).toMatchObject({ enableTrading: 'false', futuresEnv: 'demo' });
  });

  it.each([
    [{ S3_BUCKET: 'b' }, 'expected SNS_TOPIC_ARN, got nothing'],
    [{ SNS_TOPIC_ARN: 't' }, 'expected S3_BUCKET, got nothing'],
    [{ ...ENV, ENABLE_TRADING: 'true' }, 'expected KRAKEN_SECRET_NAME, got nothing'],
    [{ ...ENV, ENABLE_TRADING: 'perhaps' }, 'ENABLE_TRADING: expected false | shadow | true'],
    [{ ...ENV, KRAKEN_FUTURES_ENV: 'prod' }, 'expected demo | live, got "prod"'],
    [{ ...ENV, POSITION_SIZE_USD: 'NaN' }, 'expected a number from 1 to 10000000 USD'],
    [{ ...ENV, KRAKEN_LOOPBACK_URL: 'https://evil.example' }, 'to be http://127.0.0.1:PORT'],
  ])('refuses %o', (env, message) => {
    expect(() => functionWorld(invocation(env))).toThrow(message);
  });

  it.each([
    [{ ...ENV, POSITION_SIZE_USD: '0x10' }, 'expected a number from 1 to 10000000 USD, got "0x10"'],
    [{ ...ENV, ENABLE_TRADING: 'perhaps' }, 'ENABLE_TRADING: expected false | shadow | true'],
    [{ SNS_TOPIC_ARN: ENV.SNS_TOPIC_ARN }, 'expected S3_BUCKET, got nothing'],
  ])('mails what is wrong with %o, and fails', async (env, message) => {
    const mails: string[] = [];
    const publisher = (topic: string) => async (subject: string, text: string) => {
      mails.push(`${topic}\n${subject}\n${text}`);
    };
    const services = { ...awsServices(), publisher };
    await expect(worldOrMail({ ...invocation(env), services })).rejects.toThrow(message);
    expect(mails).toHaveLength(1);
    expect(mails[0]).toContain(
      `${ENV.SNS_TOPIC_ARN}\nwalkforest run FAILED at settings 1970-01-01`,
    );
    expect(mails[0]).toContain(message);
  });

  it('keeps the reason if there is no topic, or if the mail fails, too', async () => {
    const publisher = () => () => Promise.reject(new Error('no mail'));
    const services = { ...awsServices(), publisher };
    const wrong = { ...ENV, POSITION_SIZE_USD: '1e3' };
    const failing = worldOrMail({ ...invocation(wrong), services });
    await expect(failing).rejects.toThrow('POSITION_SIZE_USD: expected a number');
    await expect(worldOrMail(invocation({ S3_BUCKET: 'b' }))).rejects.toThrow(
      'expected SNS_TOPIC_ARN, got nothing',
    );
  });

  it('sends alarms to their own topic, or to the topic of the mails', async () => {
    const topics: string[] = [];
    const publisher = (topic: string) => async () => {
      topics.push(topic);
    };
    const services = { ...awsServices(), publisher };
    await functionWorld({ ...invocation(ENV), services }).alarm('s', 't');
    const env = { ...ENV, ALARM_TOPIC_ARN: 'arn:aws:sns:eu-west-1:1:alarms' };
    await functionWorld({ ...invocation(env), services }).alarm('s', 't');
    expect(topics).toEqual([ENV.SNS_TOPIC_ARN, env.ALARM_TOPIC_ARN]);
  });

  it('ends its run before the function is killed', () => {
    expect(functionWorld(invocation(ENV, 100_000)).settings.runBudgetSeconds).toBe(90);
    expect(functionWorld(invocation(ENV, 800_000)).settings.runBudgetSeconds).toBe(150);
  });
});

describe('a wrong setting', () => {
  const site = createFakeFutures(() => 0, [[KEY, SECRET]]);
  const reads = {
    ...awsServices(),
    secret: () => async () => `{"apiKey":"${KEY}","apiSecret":"${SECRET}"}`,
  };
  let market: Awaited<ReturnType<typeof startLoopback>>;
  beforeAll(async () => {
    market = await startLoopback(
      site.service,
      () => undefined,
      () => {},
    );
    site.book.tradeByHand(-700);
  });
  afterAll(() => market.close());

  async function mailAbout(env: Invocation['env']): Promise<string> {
    const mails: string[] = [];
    const publisher = () => async (subject: string, text: string) => {
      mails.push(`${subject}\n${text}`);
    };
    const exchange = { KRAKEN_SECRET_NAME: 's', KRAKEN_LOOPBACK_URL: market.url };
    const services = { ...reads, publisher };
    const failing = worldOrMail({ ...invocation({ ...ENV, ...exchange, ...env }), services });
    await expect(failing).rejects.toThrow('environment');
    return mails.join('\n\n');
  }

  it.each([
    [{ POSITION_SIZE_USD: '0x10', ENABLE_TRADING: 'true' }],
    [{ ENABLE_TRADING: 'perhaps' }],
    [{ S3_BUCKET: '' }],
  ])('%o: the mail says what stands', async (env) => {
    const mail = await mailAbout(env);
    expect(mail).toMatch(/^walkforest run FAILED at settings .*: SHORT, 700 contracts stand\n/);
    expect(mail).toContain('to close it: npm run trade -- --close --env demo');
  });

  it('of the exchange itself: the mail says that the position is not known', async () => {
    const mail = await mailAbout({ KRAKEN_FUTURES_ENV: 'prod' });
    expect(mail).toMatch(/position not known\n[^]*got "prod"[^]*not known \(.*got "prod"/);
  });
});

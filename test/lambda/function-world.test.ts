import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createFakeFutures } from '../../cli/stand-ins/fake-futures.ts';
import { startLoopback } from '../../cli/stand-ins/loopback.ts';
import { sampleModel } from '../../cli/lambda/sample-model.ts';
import { sampleBars } from '../../data/sample-bars.ts';
import { awsServices } from '../../engine/live/edges/aws-edges.ts';
import { KEY, SECRET } from '../fakes/made-up-keys.ts';
import { catalogue } from '../../features/catalogue.ts';
import { functionWorld, worldOrMail, type Invocation } from '../../lambda/function-world.ts';

const ENV = { S3_BUCKET: 'bucket', SNS_TOPIC_ARN: 'arn:aws:sns:eu-west-1:1:t', AWS_REGION: 'x' };

const ALARMS = 'arn:aws:sns:eu-west-1:1:alarms';

/** The start of a run with `env`, whose mails go to topics of the right form only. */
function running(env: Invocation['env']): { mails: string[]; failing: Promise<unknown> } {
  const mails: string[] = [];
  const publisher = (topic: string) => async (subject: string, text: string) => {
    if (!topic.startsWith('arn:aws:sns:')) throw new Error('no such topic');
    mails.push(`${topic}\n${subject}\n${text}`);
  };
  const services = { ...awsServices(), publisher };
  return { mails, failing: worldOrMail({ ...invocation(env), services }) };
}

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

  it('computes the features of a decision once, also for its explanation', () => {
    const columns = vi.spyOn(catalogue, 'columns');
    const { loadModel, decide, explain } = functionWorld(invocation(ENV));
    const model = loadModel(sampleModel('0', { trees: 3, bins: 8 }), 'sample');
    const situation = { bars: sampleBars('1d', 1), model, previous: 0 } as const;
    columns.mockClear();
    explain!(situation, decide(situation));
    expect(columns).toHaveBeenCalledOnce();
    columns.mockRestore();
  });

  it.each([
    [{ S3_BUCKET: 'b' }, 'expected SNS_TOPIC_ARN, got nothing'],
    [{ SNS_TOPIC_ARN: ENV.SNS_TOPIC_ARN }, 'expected S3_BUCKET, got nothing'],
    [{ ...ENV, ENABLE_TRADING: 'true' }, 'expected KRAKEN_SECRET_NAME, got nothing'],
    [{ ...ENV, ENABLE_TRADING: 'perhaps' }, 'ENABLE_TRADING: expected false | shadow | true'],
    [{ ...ENV, KRAKEN_FUTURES_ENV: 'prod' }, 'expected demo | live, got "prod"'],
    [{ ...ENV, POSITION_SIZE_USD: 'NaN' }, 'expected a number from 1 to 10000000 USD'],
    [{ ...ENV, KRAKEN_LOOPBACK_URL: 'https://evil.example' }, 'to be http://127.0.0.1:PORT'],
  ])('refuses %o', (env, message) => {
    expect(() => functionWorld(invocation(env))).toThrow(message);
  });

  it.each([
    ['a number', { POSITION_SIZE_USD: '0x10' }, 'expected a number from 1 to 10000000 USD'],
    ['a number', { POSITION_SIZE_USD: ' 5 ' }, 'expected a number from 1 to 10000000 USD'],
    ['a number', { MAX_LEVERAGE: '1e0' }, 'expected a number from 0.01 to 10 times, got "1e0"'],
    ['a number', { MODEL_MAX_AGE_DAYS: '0b11' }, 'expected a number from 1 to 3650 days'],
    ['a number', { MODEL_MAX_AGE_DAYS: '0.5' }, 'expected a number from 1 to 3650 days'],
    ['a flag', { CANCEL_REDUCE_ONLY: ' true' }, 'expected true or false, got " true"'],
    ['a choice', { ENABLE_TRADING: 'TRUE' }, 'expected false | shadow | true, got "TRUE"'],
    ['a text', { S3_STATE_PREFIX: 'state' }, 'S3_STATE_PREFIX: expected PATH/, got "state"'],
    ['a text', { S3_MODEL_KEY: 'models/*.bin' }, 'S3_MODEL_KEY: expected PATH.bin'],
    ['a text', { SPOT_PAIR: 'xbtusd ' }, 'SPOT_PAIR: expected PAIR, got "xbtusd "'],
    ['a list', { KRAKEN_LIVE_FINGERPRINTS: '0123' }, 'expected 16 hex digits,…, got "0123"'],
    ['a list', { RUN_TIMES: '0:05' }, 'RUN_TIMES: expected HH:MM,… UTC, got "0:05"'],
    ['what was one', { KILL_SWITCH: 'true' }, 'expected no KILL_SWITCH'],
    ['what is required', { S3_BUCKET: '' }, 'expected S3_BUCKET, got nothing'],
  ])('mails that %s is wrong, and fails: %o', async (_, wrong, message) => {
    const { mails, failing } = running({ ...ENV, ...wrong });
    await expect(failing).rejects.toThrow(message);
    expect(mails).toHaveLength(1);
    expect(mails[0]).toContain(
      `${ENV.SNS_TOPIC_ARN}\nwalkforest run FAILED at settings 1970-01-01`,
    );
    expect(mails[0]).toContain(message);
  });

  it.each([
    ['the signals', { SNS_TOPIC_ARN: 'signals' }, ALARMS],
    ['the signals, which is missing', { SNS_TOPIC_ARN: '' }, ALARMS],
    ['the alarms', { ALARM_TOPIC_ARN: 'arn:aws:sqs:eu-west-1:1:a' }, ENV.SNS_TOPIC_ARN],
  ])('mails on the other topic if the one for %s is wrong', async (_, wrong, other) => {
    const { mails, failing } = running({ ...ENV, ALARM_TOPIC_ARN: ALARMS, ...wrong });
    await expect(failing).rejects.toThrow(/TOPIC_ARN(: expected arn:|, got nothing)/);
    expect(mails).toHaveLength(1);
    expect(mails[0]).toContain(`${other}\nwalkforest run FAILED at settings 1970-01-01\n`);
  });

  it('keeps the reason if there is no topic, or if no mail can be sent, too', async () => {
    const publisher = () => () => Promise.reject(new Error('no mail'));
    const services = { ...awsServices(), publisher };
    const wrong = { ...ENV, ALARM_TOPIC_ARN: ALARMS, POSITION_SIZE_USD: '1e3' };
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
    expect(mail).toContain(
      'to close it: FUTURES_SYMBOL=PI_XBTUSD npm run trade -- --close --env demo',
    );
  });

  it('of the exchange itself: the mail says that the position is not known', async () => {
    const mail = await mailAbout({ KRAKEN_FUTURES_ENV: 'prod' });
    expect(mail).toMatch(/position not known\n[^]*got "prod"[^]*not known \(.*got "prod"/);
  });
});

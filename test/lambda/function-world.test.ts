import { describe, expect, it } from 'vitest';
import { awsServices } from '../../engine/live/edges/aws-edges.ts';
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
    expect(mails[0]).toContain(`${ENV.SNS_TOPIC_ARN}\nwalkforest 1970-01-01: FAILED at settings\n`);
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

  it('ends its run before the function is killed', () => {
    expect(functionWorld(invocation(ENV, 100_000)).settings.runBudgetSeconds).toBe(90);
    expect(functionWorld(invocation(ENV, 800_000)).settings.runBudgetSeconds).toBe(150);
  });
});

import { describe, expect, it } from 'vitest';
import {
  deploymentOf,
  LIVE_OPTIONS,
  liveSettings,
  modeOf,
  variableOf,
} from '../../../engine/live/live-settings.ts';

describe('the settings', () => {
  it('have the documented variables and defaults', () => {
    const names = Object.keys(LIVE_OPTIONS).map(variableOf);
    expect(names).toEqual(
      expect.arrayContaining([
        'S3_BUCKET',
        'S3_MODEL_KEY',
        'S3_SIGNALS_KEY',
        'SNS_TOPIC_ARN',
        'ENABLE_TRADING',
        'KRAKEN_SECRET_NAME',
        'KRAKEN_FUTURES_ENV',
        'POSITION_SIZE_USD',
      ]),
    );
    expect(liveSettings({})).toMatchObject({
      s3ModelKey: 'models/btc_daily_rf.bin',
      s3SignalsKey: 'outputs/btc_signals.jsonl',
      enableTrading: 'false',
      futuresEnv: 'demo',
      positionSizeUsd: 1000,
    });
  });

  it('choose paper, shadow, demo or live by two variables', () => {
    const mode = (trading: string, env: string): string =>
      modeOf(liveSettings({ ENABLE_TRADING: trading, KRAKEN_FUTURES_ENV: env }));
    expect([mode('false', 'live'), mode('shadow', 'live')]).toEqual(['paper', 'shadow']);
    expect([mode('true', 'demo'), mode('true', 'live')]).toEqual(['demo', 'live']);
  });

  it.each([
    [{ ENABLE_TRADING: 'maybe' }, 'ENABLE_TRADING: expected false | shadow | true, got "maybe"'],
    [{ ENABLE_TRADING: 'shadow' }, 'reads the live account: expected KRAKEN_FUTURES_ENV=live'],
    [{ KRAKEN_FUTURES_ENV: 'prod' }, 'expected demo | live, got "prod"'],
    [{ POSITION_SIZE_USD: '0' }, 'expected a number from 1 to 10000000 USD, got "0"'],
    [{ RUN_TIMES: '07:35,00:05' }, 'RUN_TIMES: expected ascending times'],
    [{ RUN_TIMES: '00:05,0:35' }, 'RUN_TIMES: expected HH:MM,… UTC, got "00:05,0:35"'],
    [{ RUN_TIMES: '24:00' }, 'RUN_TIMES: expected HH:MM,… UTC, got "24:00"'],
    [{ RUN_TIMES: '00:05,00:05' }, 'expected ascending times such as 00:05,07:35 (UTC), got "00'],
    [{ POSITION_SIZE_USD: '0x10' }, 'expected a number from 1 to 10000000 USD, got "0x10"'],
    [{ POSITION_SIZE_USD: '1e3' }, 'expected a number from 1 to 10000000 USD, got "1e3"'],
    [{ MODEL_MAX_AGE_DAYS: ' 5 ' }, 'expected a number from 1 to 3650 days, got " 5 "'],
    [{ KRAKEN_LOOPBACK_URL: 'http://10.0.0.1:80' }, 'to be http://127.0.0.1:PORT'],
    [{ KRAKEN_LOOPBACK_URL: 'http://127.0.0.1:80@example.org' }, 'to be http://127.0.0.1:PORT'],
    [{ KILL_SWITCH: 'true' }, 'expected no KILL_SWITCH: the kill switch is the object kill-switch'],
  ])('refuse %o', (env, message) => {
    expect(() => liveSettings(env)).toThrow(message);
  });

  it('ignore other variables, and an empty one counts as not set', () => {
    expect(liveSettings({ PATH: '/bin', POSITION_SIZE_USD: '' }).positionSizeUsd).toBe(1000);
  });

  it('give each bucket its own deployment id', () => {
    const [a, b] = ['a', 'b'].map((bucket) => deploymentOf(liveSettings({ S3_BUCKET: bucket })));
    expect(a).toMatch(/^[0-9a-f]{8}$/);
    expect(a).not.toBe(b);
  });
});

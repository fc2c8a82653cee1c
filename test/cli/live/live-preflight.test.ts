import { describe, expect, it } from 'vitest';
import { livePreflightCommand } from '../../../cli/live/live-preflight.ts';
import { LIVE_PIN } from '../exchange-here.ts';
import { ACCOUNT_NUMBER, KEY, SECRET } from '../../fakes/made-up-keys.ts';
import { startLoopback } from '../../../cli/stand-ins/loopback.ts';
import { walkforest } from '../walkforest.ts';
import { publishModel } from '../../../engine/live/model/model-pointer.ts';
import { storeOf } from '../../engine/live/site-model.ts';
import { seriesModel } from '../../engine/live/toy-model.ts';
import { operatedSite, type OperatedSite } from './operated-site.ts';

const PIN = { KRAKEN_LIVE_FINGERPRINTS: LIVE_PIN };

/** The id of an order of another deployment. */
const OTHER = 'wf-demo-2026-03-09-1-0123abcd';

/** What `--phase live` prints. */
async function live({ run }: OperatedSite, env: Readonly<Record<string, string>> = PIN) {
  return await run(livePreflightCommand, ['--phase', 'live'], env);
}

describe('live:preflight', () => {
  it('says that all is there for phase live', async () => {
    const { code, stdout } = await live(await operatedSite());
    expect(stdout).toMatch(/^ok {2}bars +\d+ closed bars up to 2026-03-09$/m);
    expect(stdout).toMatch(
      /^ok {2}model +[0-9a-f]{12}, last bar 2026-03-09, 1 of at most 30 days/m,
    );
    expect(stdout).toMatch(/^ok {2}withdrawal +transfer NO_ACCESS, /m);
    expect(stdout).toMatch(/^ok {2}contract +PI_XBTUSD trades$/m);
    expect(stdout).toMatch(/^\? {3}mail +not asked: --topic ARN, or SNS_TOPIC_ARN$/m);
    expect(stdout).toMatch(/\nready for phase live, 1 cannot be known from here\n$/);
    expect(stdout).not.toContain('NO  ');
    expect(code).toBe(0);
  });

  it.each([
    [
      'the key may withdraw',
      ({ site }: OperatedSite) => {
        site.futures.rights = { ...site.futures.rights!, transfer: 'FULL_ACCESS' };
      },
      'NO  withdrawal   transfer FULL_ACCESS, expected NO_ACCESS',
    ],
    [
      'the key cannot trade',
      ({ site }: OperatedSite) => {
        site.futures.rights = { ...site.futures.rights!, general: 'READ_ONLY' };
      },
      'NO  rights       general READ_ONLY, expected FULL_ACCESS',
    ],
    [
      'the key works from one address only',
      ({ site }: OperatedSite) => {
        site.futures.rights = { ...site.futures.rights!, allowedCidrBlocks: ['192.0.2.7/32'] };
      },
      'NO  addresses    the key works from 192.0.2.7/32 only: the function has no fixed address',
    ],
    [
      'the key is unknown',
      ({ site }: OperatedSite) => site.futures.keys.clear(),
      'NO  key          credentials: refused',
    ],
    [
      'the wallet is empty',
      ({ site }: OperatedSite) => Object.assign(site.futures.auxiliary, { pv: 0, af: 0 }),
      'NO  wallet       0 BTC',
    ],
    [
      'the wallet is too small for the size',
      ({ site }: OperatedSite) => Object.assign(site.futures.auxiliary, { pv: 1e-6, af: 1e-6 }),
      "NO  guards       the target would be more than 2 times the account's value",
    ],
    [
      'the contract is shut',
      ({ site }: OperatedSite) => {
        site.futures.book.suspended = true;
      },
      'NO  contract     PI_XBTUSD is suspended',
    ],
    [
      'the clock is wrong',
      ({ site }: OperatedSite) => {
        site.futures.skewMs = 30_000;
      },
      'NO  clock        this machine differs from the exchange by 30.0 s',
    ],
    [
      'the bars are old',
      ({ site }: OperatedSite) => {
        site.spot.rows = site.spot.rows.slice(0, -3);
      },
      'NO  bars         bars: expected the last closed bar to be 2026-03-09',
    ],
    [
      'no model is published',
      ({ site }: OperatedSite) => site.s3.objects.clear(),
      'NO  model        none: train -- --upload-s3',
    ],
    [
      'the bars are too few for its features',
      ({ site }: OperatedSite) => {
        site.spot.rows = site.spot.rows.slice(-10);
      },
      'NO  model        expected at least 167 bars',
    ],
    [
      'its series is not in the bucket',
      async ({ site, bars }: OperatedSite) => {
        const { bytes } = seriesModel(bars);
        await publishModel(storeOf(site), 'models/btc_daily_rf.bin', bytes, site.clock.now());
      },
      'NO  model        model: it needs the series x: expected series/x.csv, got none',
    ],
    [
      'the kill switch is on',
      ({ put }: OperatedSite) => put('state/kill-switch', '{"reason": "odd"}'),
      'NO  kill switch  since an unknown time: odd',
    ],
  ])('says what is missing, with exit code 1: %s', async (_how, change, expected) => {
    const operated = await operatedSite();
    await change(operated);
    const { code, stdout } = await live(operated);
    expect(stdout).toContain(expected);
    expect(stdout).toMatch(/\nnot ready for phase live: \d NO\n$/);
    expect(code).toBe(1);
  });

  it('says which fingerprint the deployment must allow', async () => {
    const { code, stdout } = await live(await operatedSite(), {});
    expect(stdout).toContain(`KRAKEN_LIVE_FINGERPRINTS here does not have ${LIVE_PIN}`);
    expect(code).toBe(1);
  });

  it('does not claim to know rights that the exchange does not tell', async () => {
    const operated = await operatedSite();
    operated.site.futures.rights = undefined;
    const { code, stdout } = await operated.run(livePreflightCommand, ['--phase', 'demo']);
    expect(stdout).toMatch(/^\? {3}withdrawal +the exchange does not tell: look at the page/m);
    expect(stdout).toContain('ready for phase demo, 3 cannot be known from here');
    expect(code).toBe(0);
  });

  it('with a folder does not claim to know whose orders it finds', async () => {
    const operated = await operatedSite();
    operated.site.futures.book.tradeByHand(5, OTHER);
    const { code, stdout } = await live(operated);
    expect(stdout).toMatch(/^\? {3}deployment +0123abcd traded the account within a day; whether/m);
    expect(code).toBe(0);
  });

  it('shadow is content with a key that can only read', async () => {
    const operated = await operatedSite();
    operated.site.futures.rights = { ...operated.site.futures.rights!, general: 'READ_ONLY' };
    const { code } = await operated.run(livePreflightCommand, ['--phase', 'shadow'], PIN);
    expect(code).toBe(0);
  });

  it('paper asks for no account, and the phase must be named', async () => {
    const { run } = await operatedSite();
    const paper = await run(livePreflightCommand, ['--phase', 'paper', '--json']);
    expect(paper.code).toBe(0);
    const { checks } = JSON.parse(paper.stdout) as { checks: readonly { readonly name: string }[] };
    expect(checks.map(({ name }) => name)).toEqual(['bars', 'model', 'kill switch', 'mail']);
    const unnamed = await run(livePreflightCommand);
    expect(unnamed.code).toBe(2);
    expect(unnamed.stderr).toContain('expected --phase paper | shadow | demo | live');
  });

  it('reads bucket, secret and topic of the cloud itself', async () => {
    const { site } = await operatedSite();
    const { url, close } = await startLoopback(
      site.aws.service,
      () => undefined,
      (ms, work) => setTimeout(work, ms),
    );
    const topic = `arn:aws:sns:us-east-1:${ACCOUNT_NUMBER}:signals`;
    const env = {
      AWS_ENDPOINT_URL: url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      KRAKEN_LOOPBACK_URL: site.env['KRAKEN_LOOPBACK_URL']!,
      WALKFOREST_NOW: '2026-03-10T00:05:00Z',
    };
    const words = ['live:preflight', '--phase', 'demo', '--bucket', 'walkforest-test'];
    const all = [...words, '--secret', 'kraken', '--topic', topic];
    site.aws.secrets.set('kraken', JSON.stringify({ apiKey: KEY, apiSecret: SECRET }));
    try {
      site.aws.subscriptions.push({ protocol: 'email', confirmed: false });
      const waiting = await walkforest(all, { env });
      expect(waiting.stdout).toMatch(/^NO {2}mail +nobody gets the mails; 1 not confirmed/m);
      site.aws.subscriptions.push({ protocol: 'sms', confirmed: true });
      const ready = await walkforest(all, { env });
      expect(ready.stdout).toMatch(
        /^ok {2}mail +sms; 1 not confirmed: open the link in its mail$/m,
      );
      expect(ready.stdout).toContain('ready for phase demo\n');
      site.futures.book.tradeByHand(5, OTHER);
      expect((await walkforest(all, { env })).stdout).toMatch(
        /^NO {2}deployment +0123abcd traded the account within a day: use one deployment/m,
      );
      const absent = await walkforest([...words, '--secret', 'absent'], { env });
      expect(absent.stdout).toMatch(/^NO {2}key +secrets manager read: ResourceNotFoundException/m);
      const bucket = ['--bucket', 'walkforest-test'];
      expect((await walkforest(['live:stop', ...bucket], { env })).code).toBe(0);
      expect((await walkforest(all, { env })).stdout).toMatch(/^NO {2}kill switch +since /m);
      expect((await walkforest(['live:resume', ...bucket, '--yes'], { env })).code).toBe(0);
      expect(site.s3.get('walkforest-test/state/kill-switch')).toBeUndefined();
    } finally {
      await close();
    }
  });
});

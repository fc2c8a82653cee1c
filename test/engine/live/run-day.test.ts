import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSite, type LiveSite } from '../../fakes/live-site.ts';

describe('the daily run', () => {
  let site: LiveSite;
  beforeEach(async () => {
    site = await startSite();
  });
  afterEach(() => site.close());

  it('decides, trades, logs and mails', async () => {
    const report = await site.run();
    expect(report.outcome).toBe('done');
    expect(site.futures.book.position()).toBe(1000);
    expect(site.futures.sends.map(({ status }) => status)).toEqual(['placed']);
    const [line] = site.log();
    expect(line).toMatchObject({
      date: '2026-03-10',
      signal: 1,
      signal_label: 'LONG',
      bar_time: '2026-03-09T00:00:00Z',
      trade: { action: 'BUY', position_before: 0, position_after: 1000, environment: 'demo' },
    });
    expect(site.aws.mails.map(({ subject }) => subject)).toEqual([
      'BTC LONG (buy) 2026-03-10, 60,004 USD, P(up) 0.60, demo',
    ]);
  });

  it('changes nothing when the day is done', async () => {
    await site.run();
    expect((await site.run()).outcome).toBe('already done');
    expect(site.log()).toHaveLength(1);
    expect(site.aws.mails).toHaveLength(1);
    expect(site.futures.sends).toHaveLength(1);
  });

  it('reads one earlier day only, or lists the existing journals once', async () => {
    const asked: string[] = [];
    site.faults = [
      ({ method, path, query }) => {
        if (method !== 'GET' || path.startsWith('/derivatives/')) return undefined;
        asked.push(query.get('start-after') ?? path.replace(/^.*state\//, ''));
        return undefined;
      },
    ];
    await site.run();
    expect(asked.slice(0, 3)).toEqual([
      'days/2026-03-09.json',
      'state/days/2025-02-02.json',
      expect.stringContaining('pointer'),
    ]);
    asked.length = 0;
    site.nextDay();
    await site.run();
    expect(asked.slice(0, 2)).toEqual(['days/2026-03-10.json', expect.stringContaining('pointer')]);
    asked.length = 0;
    for (let day = 0; day < 4; day++) site.nextDay();
    const { warnings } = await site.run();
    expect(asked.slice(0, 3)).toEqual([
      'days/2026-03-14.json',
      'state/days/2025-02-07.json',
      'days/2026-03-11.json',
    ]);
    expect(warnings).toContain('no run on 2026-03-12, 2026-03-13, 2026-03-14');
  });

  it('sends no order on paper', async () => {
    site.env['ENABLE_TRADING'] = 'false';
    const report = await site.run();
    expect(report.record.trade).toBeUndefined();
    expect(site.futures.sends).toEqual([]);
    expect(site.aws.mails[0]?.subject).toBe('BTC LONG 2026-03-10, 60,004 USD, P(up) 0.60, paper');
  });
});

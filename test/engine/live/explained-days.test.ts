import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LiveWorld } from '../../../engine/live/live-world.ts';
import { explain } from '../../../engine/live/model/explain.ts';
import type { ModelArtifact } from '../../../engine/live/model/model-artifact.ts';
import { MAIL_LENGTH, whyLines } from '../../../engine/live/why-lines.ts';
import { catalogue } from '../../../features/catalogue.ts';
import { startSite, type LiveSite } from '../../fakes/live-site.ts';
import { isMail } from './fault-case.ts';
import { useRealModel } from './site-model.ts';

type Explain = NonNullable<LiveWorld<ModelArtifact>['explain']>;

describe('a day whose decision is explained', () => {
  let site: LiveSite;
  beforeEach(async () => {
    site = await startSite();
  });
  afterEach(() => site.close());

  // The site's model is of a simpler type, which the real decision replaces.
  const explainWith = (own: Explain): void => {
    site.overrides = { ...site.overrides, ...({ explain: own } as object) };
  };
  const real: Explain = (situation, decision) =>
    explain({ ...situation, features: catalogue }, decision);

  it('mails why, and the log line has nothing of it', async () => {
    const bars = await useRealModel(site);
    const told: string[] = [];
    explainWith((situation, decision) => {
      const why = real(situation, decision);
      told.push(...whyLines(why, MAIL_LENGTH));
      expect(situation.bars.time.at(-1)).toBe(bars.time.at(-1));
      return why;
    });
    const { record } = await site.run();
    expect(told[0]).toMatch(/^Why (LONG|FLAT|SHORT): the model says "(up|neutral|down)"/);
    const [mail] = site.aws.mails;
    expect(mail!.text).toContain(`\n\n${told.join('\n')}\n\nFeatures\n`);
    expect(JSON.stringify([record, site.log()])).not.toContain('Why');
  });

  it('mails it from the journal if an earlier run of the day has decided', async () => {
    await useRealModel(site);
    explainWith(real);
    site.faults = [(request) => (isMail(request) ? { kind: 'reset', when: 'before' } : undefined)];
    expect(await site.failure()).toBeDefined();
    expect(site.aws.mails).toEqual([]);
    site.faults = [];
    explainWith(() => {
      throw new Error('decided already');
    });
    site.clock.goTo(site.clock.now() + 900_000);
    const { warnings } = await site.run();
    expect(warnings).toEqual([]);
    const texts = site.aws.mails.map(({ text }) => text);
    expect(texts).toContainEqual(
      expect.stringMatching(/\n\nWhy (LONG|FLAT|SHORT): the model says/),
    );
  });

  it('is traded although nothing explains it, and the mail says so', async () => {
    explainWith(() => {
      throw new TypeError('a bug');
    });
    const report = await site.run();
    expect(site.futures.book.position()).toBe(1000);
    expect(report.warnings).toEqual(['nothing explains the decision: a bug: TypeError']);
    expect(site.aws.mails[0]!.text).not.toContain('Why');
  });
});

import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { parameterOf, parameterSettings } from '../../engine/live/deployed-settings.ts';
import { describeCdk } from './cdk-here.ts';
import { accepts, type Parameter } from './deployment.ts';

describeCdk('the guides', async () => {
  const page = async (name: string): Promise<string> =>
    await readFile(new URL(`../../${name}`, import.meta.url), 'utf8');
  const { synthesized } = await import('./lambda/synthesis.ts');
  const { template: queue } = await import('./cloud/queue-template.ts');
  const template = synthesized();
  const parameters = template.findParameters('*') as Readonly<Record<string, Parameter>>;
  const guide = await page('lambda/README.md');

  it.each([
    ['lambda/README.md', parameters],
    ['docs/queue.md', queue.findParameters('*') as Readonly<Record<string, Parameter>>],
  ])('%s sets only parameters of its stack, to values that it takes', async (name, known) => {
    const set = Array.from((await page(name)).matchAll(/--parameters (\w+)=("[^"]*"|[^\s`]+)/g));
    expect(set.length).toBeGreaterThan(3);
    for (const [, parameter, value] of set) {
      // What a shell computes is not known here.
      const takes = value!.includes('$(') || accepts(known[parameter!]!, value!);
      expect([parameter, known[parameter!] !== undefined && takes]).toEqual([parameter, true]);
    }
  });

  it('explains each parameter that is no setting', () => {
    const settings = new Set(parameterSettings().map(([name]) => parameterOf(name)));
    const own = Object.keys(parameters).filter((name) => !settings.has(name));
    for (const name of own.filter((one) => one !== 'BootstrapVersion')) {
      expect(guide).toMatch(new RegExp(`\\b${name}\\b`));
    }
  });

  it('names the outputs that it uses', () => {
    const { SecretArn, FunctionName, LogGroupName, DeadLetterQueueUrl, BucketName, ...rest } =
      template.findOutputs('*');
    for (const output of [SecretArn, FunctionName, LogGroupName, DeadLetterQueueUrl, BucketName]) {
      expect(output).toBeDefined();
    }
    expect(Object.keys(rest)).toEqual(['AlarmTopicArn', 'RetrainFunctionName']);
    expect(guide).toContain('`RetrainFunctionName`');
    const named =
      '(`BucketName`, `FunctionName`, `LogGroupName`,\n`DeadLetterQueueUrl`, `SecretArn`)';
    expect(guide).toContain(named);
  });

  it('explains every alarm of the stack, and no other', () => {
    const ids = Object.keys(template.findResources('AWS::CloudWatch::Alarm'));
    const names = ids.map((id) => /^(\w+)Alarm[0-9A-F]{8}$/.exec(id)![1]!);
    const explained = Array.from(guide.matchAll(/^\| alarm `(\w+)`/gm), ([, name]) => name!);
    expect(explained.toSorted()).toEqual(names.toSorted());
  });
});

import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../cli/commands.ts';
import { COMMON_OPTIONS } from '../../cli/framework/command.ts';
import { flagOf } from '../../engine/core/options.ts';
import {
  deployedSettings,
  parameterOf,
  parameterSettings,
} from '../../engine/live/deployed-settings.ts';
import { LIVE_OPTIONS, variableOf } from '../../engine/live/live-settings.ts';
import { accepts, synthesized, type Parameter } from './stack/synthesis.ts';

const page = async (name: string): Promise<string> =>
  await readFile(new URL(`../../lambda/${name}`, import.meta.url), 'utf8');
const guide = await page('README.md');
const template = synthesized();
const parameters = template.findParameters('*') as Readonly<Record<string, Parameter>>;

describe('the deploy guide', () => {
  it('sets only parameters of the stack, to values that CloudFormation takes', () => {
    const set = Array.from(guide.matchAll(/--parameters (\w+)=([^\s`]+)/g));
    expect(set.length).toBeGreaterThan(5);
    for (const [, name, value] of set) {
      expect([name, parameters[name!] && accepts(parameters[name!]!, value!)]).toEqual([
        name,
        true,
      ]);
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

  it('uses options that its commands have', async () => {
    const used = Array.from(guide.matchAll(/npm run ([\w:]+) -- ([^`#\n]*)/g));
    expect(used.length).toBeGreaterThan(8);
    for (const [line, name, words] of used) {
      const { options } = await COMMANDS[name as keyof typeof COMMANDS]();
      const known = new Set(Object.keys({ ...options, ...COMMON_OPTIONS }).map(flagOf));
      const flags = words!.split(/\s+/).filter((word) => word.startsWith('--'));
      expect([line, flags.filter((flag) => !known.has(flag))]).toEqual([line, []]);
    }
  });
});

describe('the page of the settings', () => {
  it('has a row with variable and default for each setting that a deployment has', async () => {
    const rows = (await page('SETTINGS.md')).split('\n').filter((line) => /^\| `[A-Z]/.test(line));
    const names = deployedSettings().map(([name]) => name);
    expect(rows).toHaveLength(names.length);
    expect(names.length).toBe(Object.keys(LIVE_OPTIONS).length - 1);
    for (const [name, row] of deployedSettings()) {
      const line = rows.find((candidate) => candidate.includes(`\`${variableOf(name)}\``));
      const fallback = String(row.default ?? '');
      expect(line).toContain(fallback === '' ? '| none |' : `\`${fallback}\``);
    }
  });
});

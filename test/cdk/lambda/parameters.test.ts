import { describe, expect, it } from 'vitest';
import type { OptionRow } from '../../../engine/core/options.ts';
import {
  deployedSettings,
  parameterOf,
  parameterSettings,
  SET_BY_THE_STACK,
} from '../../../engine/live/deployed-settings.ts';
import { liveSettings, modeOf, variableOf } from '../../../engine/live/live-settings.ts';
import { describeCdk } from '../cdk-here.ts';
import { accepts, deployed, type Parameter } from '../deployment.ts';

describeCdk('the parameters of the stack', async () => {
  const { synthesized } = await import('./synthesis.ts');

  const template = synthesized();
  const parameters = template.findParameters('*') as Readonly<Record<string, Parameter>>;
  const settings = parameterSettings();

  /** The environment of the function in a deployment. */
  function environment(given: Readonly<Record<string, string>>): Record<string, string> {
    const [run] = Object.values(template.findResources('AWS::Lambda::Function'));
    const variables: Readonly<Record<string, unknown>> = run!['Properties'].Environment.Variables;
    const { text } = deployed(template, given);
    return Object.fromEntries(
      Object.entries(variables).map(([name, node]) => [name, withArns(text(node))]),
    );
  }

  /** A topic's reference is an ARN when it is deployed. */
  function withArns(text: string): string {
    return /^the \w*Topic\w*$/.test(text) ? `arn:aws:sns:eu-west-1:1:${text.slice(4)}` : text;
  }

  /** For each kind of setting: values that the function refuses. */
  function refusedBy(row: OptionRow): readonly string[] {
    switch (row.kind) {
      case 'integer':
      case 'number':
        return [`-1`, 'x', '0x10', 'NaN', ' ', String(row.max + 1)];
      case 'flag':
        return ['2', ' true', 'maybe'];
      case 'choice':
        return ['x', otherCase(row.choices[0]!), ` ${row.choices[0]}`];
      case 'text':
        return row.pattern === undefined ? [] : ['*', ' ', '${x}', 'a b'];
      default:
        return ['a b,c', ','];
    }
  }

  function otherCase(text: string): string {
    return text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase();
  }

  describe('every setting of the function is set by the stack', () => {
    it('as a variable of the environment', () => {
      const names = deployedSettings().map(([name]) => variableOf(name));
      expect(Object.keys(environment({})).toSorted()).toEqual(names.toSorted());
      expect(names).not.toContain('KRAKEN_LOOPBACK_URL');
    });

    it.each(settings)('%s is a parameter with the same default', (name, row) => {
      const parameter = parameters[parameterOf(name)];
      const fallback = row.default === undefined ? '' : row.default;
      expect(String(parameter?.Default)).toBe(String(fallback));
      expect(parameter?.Description).toContain(row.doc.slice(1));
      expect(accepts(parameter!, String(fallback))).toBe(true);
    });

    it.each(settings)('the value of %s reaches the function', (name, row) => {
      const values: Readonly<Record<string, string>> = {
        s3ModelKey: 'other/eth.bin',
        s3HistoryKey: 'other/eth.csv',
        s3SignalsKey: 'a/b.jsonl',
        s3StatePrefix: 'a/b/',
        liveFingerprints: '0123456789abcdef,fedcba9876543210',
        spotPair: 'XBTEUR',
      };
      const max = row.kind === 'integer' || row.kind === 'number' ? String(row.max) : undefined;
      const choice = row.kind === 'choice' ? row.choices.at(-1) : undefined;
      const value = values[name] ?? max ?? choice ?? (row.kind === 'flag' ? 'true' : 'PI_XBTUSD');
      expect(accepts(parameters[parameterOf(name)]!, value)).toBe(true);
      const found = liveSettings(environment({ [parameterOf(name)]: value }));
      expect(String((found as Readonly<Record<string, unknown>>)[name])).toBe(value);
    });

    it.each(settings)(
      'CloudFormation takes no value of %s that the function refuses',
      (name, row) => {
        const parameter = parameters[parameterOf(name)]!;
        // The range of a number without a default is checked by the function alone.
        const ownRange =
          parameter.MaxValue === undefined && 'max' in row ? [String(row.max + 1)] : [];
        // CloudFormation takes a number in any notation, and the function plain decimals only.
        const notations = parameter.Type === 'Number' ? ['0x10'] : [];
        for (const value of refusedBy(row)) {
          expect(() => liveSettings({ [variableOf(name)]: value })).toThrow(variableOf(name));
          if (ownRange.includes(value) || notations.includes(value)) continue;
          expect([value, accepts(parameter, value)]).toEqual([value, false]);
        }
      },
    );

    it('and the function takes the fractions of a number that CloudFormation takes', () => {
      const numbers = settings.filter(([name]) => parameters[parameterOf(name)]!.Type === 'Number');
      for (const [name] of numbers) {
        const parameter = parameters[parameterOf(name)]!;
        const value = String((parameter.MinValue! + parameter.MaxValue!) / 2 + 0.25);
        if (!accepts(parameter, value)) continue;
        const found = liveSettings({ [variableOf(name)]: value });
        expect(String((found as Readonly<Record<string, unknown>>)[name])).toBe(value);
      }
      expect(numbers.map(([name]) => name)).toContain('modelMaxAgeDays');
    });

    it('and those that follow from something else are no parameters', () => {
      for (const name of Object.keys(SET_BY_THE_STACK)) {
        expect(parameters).not.toHaveProperty(parameterOf(name));
      }
    });
  });

  describe('the form of the console', () => {
    const { ParameterGroups: groups, ParameterLabels: labels } =
      template.toJSON().Metadata['AWS::CloudFormation::Interface'];

    it('shows each parameter once', () => {
      const shown = groups.flatMap((group: { Parameters: string[] }) => group.Parameters);
      const own = Object.keys(parameters).filter((name) => name !== 'BootstrapVersion');
      expect(shown.toSorted()).toEqual(own.toSorted());
    });

    it('names the variable of each setting', () => {
      expect(labels.LiveFingerprints.default).toBe('LiveFingerprints (KRAKEN_LIVE_FINGERPRINTS)');
      expect(Object.keys(labels)).toHaveLength(settings.length);
    });
  });

  describe.each([
    ['paper', 'false', 'live', []],
    ['shadow', 'shadow', 'live', ['LiveFingerprints']],
    ['demo', 'true', 'demo', []],
    ['live', 'true', 'live', ['LiveFingerprints']],
  ] as const)('phase %s', (Phase, trading, exchange, needed) => {
    const pins = { LiveFingerprints: '0123456789abcdef' };

    it('is an allowed value; the default is paper', () => {
      expect(accepts(parameters['Phase']!, Phase)).toBe(true);
      expect(parameters['Phase']!.Default).toBe('paper');
    });

    it('gives the function settings that it accepts', () => {
      const env = environment({ Phase, ...pins });
      expect(env).toMatchObject({ ENABLE_TRADING: trading, KRAKEN_FUTURES_ENV: exchange });
      const found = liveSettings(env);
      expect(modeOf(found)).toBe(Phase);
      expect(found.secretName).toBe('the KrakenKeys');
      expect(found.runTimes).toEqual(['00:05', '00:35', '01:35', '03:35', '07:35']);
      expect(found.alarmTopicArn).not.toBe(found.snsTopicArn);
    });

    it('knows the real exchange only with a pinned key', () => {
      const { KRAKEN_FUTURES_ENV: place, KRAKEN_SECRET_NAME: secret } = environment({ Phase });
      expect(place).toBe(Phase === 'paper' ? 'demo' : exchange);
      expect(secret).toBe(Phase === 'paper' ? '' : 'the KrakenKeys');
    });

    it(`needs ${needed.join() || 'no pinned key'}`, () => {
      const { refusals } = deployed(template, { Phase });
      expect(refusals).toHaveLength(needed.length);
      for (const name of needed) expect(refusals[0]).toContain(name);
      expect(deployed(template, { Phase, ...pins }).refusals).toEqual([]);
    });

    it('has the secret, and the right to read it, only if it needs keys', () => {
      const [secret] = Object.values(template.findResources('AWS::SecretsManager::Secret'));
      const policies = Object.values(template.findResources('AWS::IAM::Policy'));
      const [reader, ...others] = policies.filter((policy) =>
        JSON.stringify(policy).includes('secretsmanager:GetSecretValue'),
      );
      const { SecretArn: output } = template.findOutputs('*') as Record<
        string,
        { Condition: string }
      >;
      expect(others).toEqual([]);
      for (const condition of [secret!['Condition'], reader!['Condition'], output!.Condition]) {
        expect(condition).toBeDefined();
        expect(deployed(template, { Phase }).holds(condition)).toBe(Phase !== 'paper');
        // A live key that is pinned stays, so that paper can say what is still open.
        expect(deployed(template, { Phase, ...pins }).holds(condition)).toBe(true);
      }
    });
  });
});

/** A template as CloudFormation would fill it in: its parameters, conditions and rules. */

import type { Template } from '../../cdk/assertions.ts';

/** A parameter of a template, as far as CloudFormation checks values with it. */
export type Parameter = {
  readonly Type: string;
  readonly Default?: string | number;
  readonly AllowedValues?: readonly string[];
  readonly AllowedPattern?: string;
  readonly MinValue?: number;
  readonly MaxValue?: number;
  readonly Description?: string;
  readonly NoEcho?: boolean;
};

/** Whether CloudFormation takes `value` for the parameter. */
export function accepts(parameter: Parameter, value: string): boolean {
  const { Type: type, AllowedValues: values, AllowedPattern: pattern } = parameter;
  const { MinValue: min = -Infinity, MaxValue: max = Infinity } = parameter;
  if (values !== undefined && !values.includes(value)) return false;
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(value)) return false;
  if (type !== 'Number') return true;
  return value.trim() !== '' && Number(value) >= min && Number(value) <= max;
}

/** A deployment with the given values of parameters, and the defaults of the others. */
type Deployment = {
  /** A value of the template, with its references and conditions resolved. */
  readonly text: (node: unknown) => string;
  /** Whether a resource or output with this condition is there. */
  readonly holds: (condition: string | undefined) => boolean;
  /** What the rules say against these values. */
  readonly refusals: readonly string[];
};

/** Fills `template` in. A reference to a resource becomes `the NAME`. */
export function deployed(template: Template, given: Readonly<Record<string, string>>): Deployment {
  const { Conditions: conditions, Rules: rules } = template.toJSON();
  const parameters = template.findParameters('*') as Readonly<Record<string, Parameter>>;
  const valueOf = (name: string): string | undefined =>
    given[name] ?? (name in parameters ? String(parameters[name]!.Default) : undefined);
  const text = (node: unknown): string => {
    if (typeof node === 'string') return node;
    const [[kind, value]] = Object.entries(node as object) as [[string, never]];
    const parts: readonly unknown[] = value;
    switch (kind) {
      case 'Ref':
        return valueOf(value) ?? `the ${String(value)}`;
      case 'Fn::GetAtt':
        return `the ${parts.join('.')}`;
      case 'Fn::If':
        return text(holds(String(parts[0])) ? parts[1] : parts[2]);
      case 'Fn::Join':
        return (parts[1] as unknown[]).map(text).join(String(parts[0]));
      case 'Fn::Select': {
        const [index, split] = parts as [number, { 'Fn::Split': [string, unknown] }];
        const [separator, whole] = split['Fn::Split'];
        return text(whole).split(separator)[index]!;
      }
      default:
        throw new Error(`${kind} is not known here`);
    }
  };
  const isTrue = (node: unknown): boolean => {
    const [[kind, value]] = Object.entries(node as object) as [[string, unknown[]]];
    switch (kind) {
      case 'Fn::Equals':
        return text(value[0]) === text(value[1]);
      case 'Fn::Not':
        return !isTrue(value[0]);
      case 'Fn::And':
        return value.every(isTrue);
      case 'Fn::Or':
        return value.some(isTrue);
      case 'Fn::Contains':
        return (value[0] as string[]).includes(text(value[1]));
      default:
        throw new Error(`${kind} is not known here`);
    }
  };
  const holds = (condition: string | undefined): boolean =>
    condition === undefined || isTrue(conditions[condition]);
  type Rule = {
    readonly RuleCondition?: unknown;
    readonly Assertions: readonly {
      readonly Assert: unknown;
      readonly AssertDescription: string;
    }[];
  };
  const refusals = Object.entries(rules as Readonly<Record<string, Rule>>)
    // The CDK's own rule asks for a parameter of the account.
    .filter(([name]) => name !== 'CheckBootstrapVersion')
    .filter(([, rule]) => rule.RuleCondition === undefined || isTrue(rule.RuleCondition))
    .flatMap(([, rule]) => rule.Assertions.filter(({ Assert }) => !isTrue(Assert)))
    .map(({ AssertDescription }) => AssertDescription);
  return { text, holds, refusals };
}

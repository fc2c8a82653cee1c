import { expect, it } from 'vitest';
import {
  withoutErrorClasses,
  withoutXmlBodies,
  withPlainKeys,
} from '../../../cli/lambda/sdk-trimming.ts';

it('a computed key that is a constant of the file becomes the constant', () => {
  const constants = 'const _h = "http";\nconst _hC = "check";\n';
  const source = `${constants}var a$ = [{ [_h]: 1, [_hC]: [_h] }];\n`;
  expect(withPlainKeys(source)).toBe(`${constants}var a$ = [{ "http": 1, "check": [_h] }];\n`);
});

it('any other computed key stays as it is', () => {
  const names = 'const _q = "a\\"b";\nlet _l = "x";\n';
  const source = `${names}var a = { [_q]: 1, [_l]: 2, [other()]: 3 };\n`;
  expect(withPlainKeys(source)).toBe(source);
});

it('errors are not registered, except the base class of the service', () => {
  const base = '_s_registry.registerError(S3ServiceException$, S3ServiceException);\n';
  const source = `${base}n0_registry.registerError(AccessDenied$, AccessDenied);\nvar a = 1;\n`;
  expect(withoutErrorClasses(source)).toBe(`${base}\nvar a = 1;\n`);
});

it('the serializer of XML takes texts and bytes only', () => {
  const source = [
    'export class A {',
    '    write(schema, value) {',
    '        if (text) {',
    '            this.text = value;',
    '        }',
    '        else {',
    '            this.buffer = this.writeStruct(value);',
    '        }',
    '    }',
    '    flush() {',
    '        if (this.text) return this.text;',
    '        const buffer = this.buffer;',
    '        return buffer.toString();',
    '    }',
    '    writeStruct() {}',
    '}',
  ].join('\n');
  const trimmed = withoutXmlBodies(source);
  expect(trimmed).not.toMatch(/writeStruct|buffer/);
  const { A } = new Function(`${trimmed.replace('export ', '')}; return { A };`)() as {
    A: new () => { write: (schema: unknown, value: unknown) => void; flush: () => unknown };
  };
  expect(new A().flush()).toBeUndefined();
});

it('a serializer of another form stays as it is', () => {
  expect(withoutXmlBodies('export class A {}\n')).toBe('export class A {}\n');
});

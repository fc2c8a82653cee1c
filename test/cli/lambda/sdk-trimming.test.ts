import { expect, it } from 'vitest';
import { withoutHelp, withPlainKeys } from '../../../cli/lambda/sdk-trimming.ts';

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

it('help texts go, and nothing else', () => {
  const source = "{ kind: 'text', default: 'a', doc: 'b, c' },\n{\n  min: 1,\n  doc: \"it's\",\n}";
  expect(withoutHelp(source)).toBe(
    "{ kind: 'text', default: 'a', doc: '' },\n{\n  min: 1,\n  doc: '',\n}",
  );
});

it.each(["doc: 'a' + b,\n", 'doc: `a`,\n', "docs: 'a',\n"])('%j stays as it is', (source) => {
  expect(withoutHelp(source)).toBe(source);
});

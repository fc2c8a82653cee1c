import { expect, it } from 'vitest';
import { withoutErrorClasses, withPlainKeys } from '../../../cli/lambda/sdk-trimming.ts';

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

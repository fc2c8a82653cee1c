import { expect, it } from 'vitest';
import { withEagerFunctions } from '../../../cli/lambda/eager-functions.ts';

it('functions of the top level come first, in parentheses, under their names', () => {
  const source = [
    "import { x } from './x.ts';",
    'const known = twice(x);',
    'export async function twice<T>(',
    '  value: T,',
    '): Promise<T[]> {',
    '  function inner(): void {}',
    '  return [value, value];',
    '}',
    'function* one() {',
    '  yield known;',
    '}',
    '',
  ].join('\n');
  expect(withEagerFunctions(source).split('\n')).toEqual([
    'var twice = (async function <T>(',
    '  value: T,',
    '): Promise<T[]> {',
    '  function inner(): void {}',
    '  return [value, value];',
    '});',
    'export { twice };',
    'var one = (function* () {',
    '  yield known;',
    '});',
    "import { x } from './x.ts';",
    'const known = twice(x);',
    '',
    '',
    '',
  ]);
});

it.each(['const f = () => {\n};\n', 'class A {\n  b() {\n  }\n}\n', 'export default 1;\n'])(
  '%j stays as it is',
  (source) => {
    expect(withEagerFunctions(source)).toBe(source);
  },
);

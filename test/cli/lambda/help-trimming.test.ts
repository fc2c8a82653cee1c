import { expect, it } from 'vitest';
import { withoutHelp } from '../../../cli/lambda/help-trimming.ts';

it('help texts go, and nothing else', () => {
  const source = "{ kind: 'text', default: 'a', doc: 'b, c' },\n{\n  min: 1,\n  doc: \"it's\",\n}";
  expect(withoutHelp(source)).toBe(
    "{ kind: 'text', default: 'a', doc: '' },\n{\n  min: 1,\n  doc: '',\n}",
  );
});

it.each(["doc: 'a' + b,\n", 'doc: `a`,\n', "docs: 'a',\n"])('%j stays as it is', (source) => {
  expect(withoutHelp(source)).toBe(source);
});

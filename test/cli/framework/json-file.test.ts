import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { documentOf, jsonOf, readJsonFile } from '../../../cli/framework/json-file.ts';
import { repeatedKey } from '../../../cli/framework/repeated-key.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (bytes: Uint8Array): unknown => jsonOf(bytes, 'a.json', 'a result (--json)');

describe('a JSON file', () => {
  it('is read with or without a mark of its byte order', () => {
    expect(read(utf8('{"a": [1]}'))).toEqual({ a: [1] });
    expect(read(utf8('\uFEFF{"a": [1]}'))).toEqual({ a: [1] });
  });

  const long = 'a line of more than thirty characters';
  it.each<[string, string | Uint8Array, string]>([
    ['nothing', '', 'an empty file'],
    ['white space', ' \n\n', 'an empty file'],
    ['words', 'hello\nworld', 'text that begins with "hello"'],
    ['many words', long, `text that begins with "${long.slice(0, 30)}…"`],
    ['a page', '\n<!doctype html>', 'HTML or XML'],
    ['bytes', Uint8Array.of(80, 75, 3, 4, 0, 0), 'a binary file'],
    ['bytes that are no UTF-8', Uint8Array.of(123, 200, 200), 'a binary file'],
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 123, 0, 125, 0), 'text in UTF-16: save it as UTF-8'],
    [
      'a document behind the words of npm',
      '\n> walkforest@1.0.0 select\n> node dist/cli/main.js select --json\n\n{}\n',
      'the words of npm before a document: write npm run --silent',
    ],
    [
      'the beginning of a document',
      '{"a": [1, 2',
      'JSON that breaks off: the file is not complete',
    ],
    ['a broken text', '{"a": "b', 'JSON that breaks off: the file is not complete'],
    ['two documents', '{"a": 1}\n{"a": 2}\n', 'JSON with an error in line 2, column 1'],
    ['a wrong key', '{\n  "a": 1,\n  b: 2\n}', 'JSON with an error in line 3, column 3'],
  ])('is refused with words of its own if it is %s', (_name, content, got) => {
    const bytes = typeof content === 'string' ? utf8(content) : content;
    expect(() => read(bytes)).toThrow(`a.json: expected a result (--json), got ${got}`);
  });

  it('may hold a text of millions of characters, and a key after it only once', () => {
    const long = 'x\\n'.repeat(8_000_000);
    const { curve } = read(utf8(`{"curve": "${long}"}`)) as { readonly curve: string };
    expect(curve.length).toBe(16_000_000);
    expect(() => read(utf8(`{"a": 1, "curve": "${'x'.repeat(20_000_000)}", "a": 2}`))).toThrow(
      'a.json: expected each key once, got "a" twice in one object',
    );
  });

  it('never has a key twice if JSON.stringify wrote it, whatever its texts are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), fc.string(), (value, indent, key) => {
        const text = JSON.stringify({ '"{[\\': value }, undefined, indent);
        expect(repeatedKey(text)).toBeUndefined();
        const name = JSON.stringify(key);
        expect(repeatedKey(`[${text}, {${name}: ${text}, "": {${name}: 1}, ${name} : 2}]`)).toBe(
          key === '' ? '""' : name,
        );
      }),
    );
  });

  it('says that it is missing or a folder', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'own.json'), { recursive: true });
    await writeFile(join(folder, 'near.json'), '{}');
    const failure = (name: string) => readJsonFile(join(folder, name), 'a result');
    await expect(failure('own.json')).rejects.toThrow('own.json: expected a file, got a folder');
    await expect(failure('naer.json')).rejects.toThrow(
      'naer.json: no such file (did you mean "near.json"?)',
    );
    await expect(failure('near.json/x.json')).rejects.toThrow('a part of its path is no folder');
  });

  it('names the first place that does not fit', () => {
    const shape = z.object({ run: z.object({ command: z.literal('select') }) });
    const where = { path: 'a.json', expected: 'a result of select' };
    const checked = (content: unknown) => documentOf(shape, content, where);
    expect(checked({ run: { command: 'select', more: 1 } })).toEqual({
      run: { command: 'select' },
    });
    const message = 'a.json: expected a result of select: ';
    expect(() => checked([])).toThrow(`${message}the document: expected object, got array`);
    expect(() => checked({})).toThrow(`${message}run: expected object, got nothing`);
    expect(() => checked({ run: { command: 'audit' } })).toThrow(
      `${message}run.command: expected "select"`,
    );
  });
});

import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../cli/commands.ts';
import { COMMON_OPTIONS } from '../../../cli/framework/command.ts';
import { pathsIn } from '../../../cli/framework/option-paths.ts';
import { placeholderOf } from '../../../cli/framework/placeholder.ts';

const TABLE = {
  data: { kind: 'text', default: undefined, path: 'file', words: ['kraken'], doc: '' },
  features: { kind: 'list', default: [], path: 'file', pathEnding: '.json', doc: '' },
  onchain: { kind: 'text', default: undefined, path: 'folder', doc: '' },
  name: { kind: 'text', default: undefined, doc: '' },
} as const;

describe('the paths among the values of options', () => {
  it('are texts of rows that say so, and words are told apart', () => {
    const values = {
      data: 'kraken',
      features: ['forward_4', 'a.json', 'B.JSON'],
      onchain: 'chain',
      name: 'a.json',
    };
    expect(pathsIn(TABLE, values)).toEqual({
      paths: [
        { option: 'features', path: 'a.json', kind: 'file' },
        { option: 'features', path: 'B.JSON', kind: 'file' },
        { option: 'onchain', path: 'chain', kind: 'folder' },
      ],
      words: [{ option: 'data', word: 'kraken' }],
    });
    expect(pathsIn(TABLE, { data: undefined, features: [] })).toEqual({ paths: [], words: [] });
  });

  it('are declared wherever a placeholder shows a path, and nowhere else', async () => {
    const commands = await Promise.all(Object.values(COMMANDS).map((load) => load()));
    const tables = [...commands.map(({ options }) => options), COMMON_OPTIONS];
    let seen = 0;
    for (const [option, row] of tables.flatMap((table) => Object.entries(table))) {
      if (row.kind !== 'text' && row.kind !== 'list') continue;
      const shows = /\b(FILE|DIR)\b|\.json\b/.test(placeholderOf(row));
      expect(row.path !== undefined, `${option} ${placeholderOf(row)}`).toBe(shows);
      if (shows) seen++;
    }
    expect(seen).toBeGreaterThan(20);
  });
});

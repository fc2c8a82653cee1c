import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getFileInfo } from 'prettier';
import { describe, expect, it } from 'vitest';
import { LIVE_OPTIONS } from '../../engine/live/live-settings.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const text = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** The documents that people write. */
const DOCUMENTS = ['', 'docs/', '.github/', 'lambda/'].flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}${name}`),
);

/** Files as documents name them: from the root, in backticks or as the target of a link. */
const FOLDERS =
  '\\.ci|\\.github|bench|cdk|cli|configs|data|docs|engine|features|lambda|selection|test';
const NAMED_FILE = new RegExp(`[\`(]((?:${FOLDERS})/[\\w./-]+)[\`)]`, 'g');

/** Keys of objects in a bucket: they look like files, and are none of the repository. */
const OBJECTS = new Set<unknown>(Object.values(LIVE_OPTIONS).map((row) => row.default));

/** Files and scripts that `content` names and that do not exist, as `document: name`. */
function missingNames(document: string, content: string): readonly string[] {
  const { scripts } = JSON.parse(text('package.json')) as { scripts: Record<string, string> };
  const files = Array.from(content.matchAll(NAMED_FILE), ([, path]) => path!);
  const commands = Array.from(
    content.matchAll(/npm run (?:--silent )?([\w:]+)/g),
    ([, name]) => name!,
  );
  return [
    ...files.filter((path) => !OBJECTS.has(path) && !existsSync(join(ROOT, path))),
    ...commands.filter((name) => scripts[name] === undefined).map((name) => `npm run ${name}`),
  ].map((name) => `${document}: ${name}`);
}

describe('the documents', () => {
  it('are all there', () => {
    const expected = [
      'ARCHITECTURE.md',
      'CONTRIBUTING.md',
      'README.md',
      'SECURITY.md',
      'docs/style.md',
    ];
    expect(DOCUMENTS).toEqual(expect.arrayContaining(expected));
  });

  it.each(DOCUMENTS)('%s names only files and npm scripts that exist', (document) => {
    expect(missingNames(document, text(document))).toEqual([]);
  });

  it('would be found out: a file or a script that is gone', () => {
    const content =
      'See `engine/core/gone.ts`, [here](docs/gone.md), `engine/core/errors.ts`; `npm run gone`.';
    expect(missingNames('a.md', content)).toEqual([
      'a.md: engine/core/gone.ts',
      'a.md: docs/gone.md',
      'a.md: npm run gone',
    ]);
  });

  it('write files into the checkout that the check of the format leaves out', async () => {
    const isLeftOut = async (name: string): Promise<boolean> => {
      const options = { ignorePath: join(ROOT, '.prettierignore') };
      return (await getFileInfo(join(ROOT, name), options)).ignored;
    };
    const written = DOCUMENTS.flatMap((document) =>
      Array.from(text(document).matchAll(/--(?:out|report) ([\w-]+\.(?:json|html))/g)),
    );
    expect(written.length).toBeGreaterThan(5);
    for (const [, name] of written) expect([name, await isLeftOut(name!)]).toEqual([name, true]);
    for (const own of ['package.json', 'knip.json', 'cdk/package.json', 'index.ts']) {
      expect([own, await isLeftOut(own)]).toEqual([own, false]);
    }
  });
});

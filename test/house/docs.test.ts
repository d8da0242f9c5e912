import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findElsewhere, knownWords } from '../../src/features/help/rules.ts';
import { defaults, variables } from '../../src/platform/settings.ts';
import { listFiles, readText, root } from './repository.ts';

const pages = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  ...listFiles(['docs'], ['.md']),
].filter((page) => existsSync(join(root, page)));

describe("the README's settings", () => {
  it('are the ones that the code reads, in its words and with its defaults', () => {
    const rows = [
      ...readText('README.md').matchAll(/^\| `([A-Z_]+)` \| (?:`([^`]*)`)? ?\| (.*) \|$/gm),
    ].map(([, name, standard, words]) => ({ name, standard: standard ?? '', words }));
    const known: Readonly<Record<string, string>> = defaults;
    expect(rows).toEqual(
      Object.entries(variables).map(([name, words]) => ({
        name,
        standard: known[name] ?? '',
        words,
      })),
    );
  });

  it('are all the environment that src looks at', () => {
    const named = listFiles(['src'], ['.ts'])
      .filter((file) => !file.endsWith('.test.ts'))
      .flatMap((file) => [...readText(file).matchAll(/process\.env(?:\.(\w+))?/g)])
      .map(([, name]) => name)
      .filter((name) => name !== undefined);
    expect(named).toEqual([]);
  });
});

describe('the rooms', () => {
  const page = readText('docs/architecture.md');

  it('are all in the table, and each one of the table is there', () => {
    expect(findUnlisted(page)).toEqual([]);
    const named = [...page.matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`((?:src|test|sandbox|migrations)\/?[^`]*)`/g)].map(
        ([, path = '']) => path,
      ),
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('would be caught without a line', () => {
    expect(findUnlisted(page.replaceAll('`test/crash/`', ''))).toEqual(['test/crash/']);
  });
});

describe('the pages', () => {
  it('name words of /onepager that it knows', () => {
    expect(pages.flatMap((page) => unknownWords(readText(page)))).toEqual([]);
  });

  it('would be caught with a word that it does not know', () => {
    expect(unknownWords('`/onepager lag` and `/onepager show 12`')).toEqual(['lag']);
  });

  it.each(pages)('%s links to what is there', (page) => {
    expect(brokenLinks(page, readText(page))).toEqual([]);
  });

  it('would be caught with a broken link', () => {
    const text = '[a](docs/nowhere.md) [b](README.md#gone) [c](https://example.org) ![d](x.png)';
    expect(brokenLinks('README.md', text)).toEqual(['docs/nowhere.md', 'README.md#gone', 'x.png']);
  });

  it('name the commands that exist', () => {
    const scripts: unknown = JSON.parse(readText('package.json')).scripts;
    const commands = pages.flatMap((page) =>
      [...readText(page).matchAll(/npm run ([a-z:-]+)/g)].map(([, name]) => name ?? ''),
    );
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) expect(scripts).toHaveProperty(command);
  });

  it('name the words of `/onepager` that exist', () => {
    const known = listFiles(['src/features'], ['/feature.ts']).flatMap((file) => {
      const [, table = ''] = /commands: \{([^}]*)\}/.exec(readText(file)) ?? [];
      return [...table.matchAll(/(\w+)'?:/g)].map(([, word = '']) => word);
    });
    expect(known).toContain('decisions');
    // What changed once may have other names since.
    const named = pages
      .filter((page) => page !== 'CHANGELOG.md')
      .flatMap((page) => [...readText(page).matchAll(/`\/onepager (\w+)/g)])
      .map(([, word = '']) => word);
    expect(named.filter((word) => !known.includes(word))).toEqual([]);
  });
});

/** Folders below `src` and `test` that the page does not name. */
function findUnlisted(page: string): string[] {
  const rooms = listFiles(['src', 'test'], ['']).flatMap(
    (file) => /^(?:src|test)\/[^/]+\//.exec(file) ?? [],
  );
  return [...new Set(rooms)].filter(
    (room) => !page.includes(`| \`${room}\``) && !page.includes(`, \`${room}\``),
  );
}

/** Links to files that are not there, or to headings that their page does not have. */
function brokenLinks(page: string, text: string): string[] {
  const broken: string[] = [];
  for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^(https?|mailto):/.test(target)) continue;
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? page : normalize(join(dirname(page), path));
    if (!existsSync(join(root, file))) broken.push(target);
    else if (anchor !== undefined && !headings(readText(file)).includes(anchor))
      broken.push(target);
  }
  return broken;
}

function headings(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** The words behind `/onepager` in a page that it neither does nor sends somewhere else. */
function unknownWords(text: string): string[] {
  const known: readonly string[] = knownWords;
  return [...text.matchAll(/`\/onepager ([a-z]+)/g)]
    .map(([, word = '']) => word)
    .filter((word) => !known.includes(word) && findElsewhere(word) === undefined);
}

import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { untidy } from './planted/untidy.ts';
import { listFiles, root } from './repository.ts';
import {
  type Found,
  findCasts,
  findCatches,
  findLongFunctions,
  findManyParameters,
  findUndocumented,
  parseSource,
  type Source,
} from './syntax.ts';

const maxFileLines = 400;
const maxFunctionLines = 70;
const maxParameters = 3;

/** Who may catch: those who turn a failure into an answer, a retry, an exit or a plain line. */
const catchers = [
  'src/process.ts',
  'src/tools.ts',
  'src/platform/slack/client.ts',
  'src/platform/slack/roster.ts',
  'src/platform/schedule/tick.ts',
  'src/platform/outbox/deliver.ts',
  'src/platform/db/transact.ts',
  'src/platform/db/sqlite.ts',
  'src/platform/db/disk.ts',
];

/** Who reads a text that may be unreadable (JSON, a zone's name) and answers with a value instead. */
const readers =
  /^src\/(lib\/time|lib\/json|features\/[a-z]+\/([a-z-]+-)?(form|store)(-[a-z-]+)?)\.ts$/;

/** The one place where Slack's untyped payloads get their types. */
const caster = 'src/platform/slack/bolt.ts';

type Rule = (source: Source) => Found[];

const isTest = (file: string): boolean => file.startsWith('test/') || file.endsWith('.test.ts');

/** Each rule answers what breaks it in one file. */
const rules: Readonly<Record<string, Rule>> = {
  'a file has at most 400 lines': ({ lines }) =>
    lines.length - 1 > maxFileLines ? [{ line: 1, what: `${lines.length - 1} lines` }] : [],
  'a function has at most 70 lines': (source) =>
    findLongFunctions(source, maxFunctionLines, isTest(source.file)),
  'a function takes at most three positional parameters': (source) =>
    isTest(source.file) ? [] : findManyParameters(source, maxParameters),
  'nothing is cast, asserted or any': (source) =>
    source.file === caster || isTest(source.file) ? [] : findCasts(source),
  'only those catch who have an answer': (source) => {
    const { file } = source;
    const mayCatch = !file.startsWith('src/') || isTest(file) || catchers.includes(file);
    return mayCatch || readers.test(file)
      ? []
      : findCatches(source).map(({ line }) => ({ line, what: 'a catch' }));
  },
  'nobody catches in silence': (source) => [
    ...findCatches(source)
      .filter(({ isSilent }) => isSilent)
      .map(({ line }) => ({ line, what: 'an empty catch' })),
    ...findText(source, /\.catch\(\(\w*\) => \{\s*\}\)/),
  ],
  'every exported name has a docstring': findUndocumented,
  'a reminder names its issue': (source) =>
    findText(source, /(?<!@)\b(TODO|FIXME|XXX|HACK)\b|@TODO(?!\(#\d+\))/),
  'what people read by is not the console': (source) => findText(source, /\bconsole\.\w+\(/),
  'file names are kebab-case': ({ file }) =>
    /^[a-z0-9]+(-[a-z0-9]+)*(\.test|\.config)?\.(ts|tsx|mjs)$/.test(basename(file))
      ? []
      : [{ line: 1, what: basename(file) }],
  'there are no barrels': ({ file, lines }) => [
    ...(basename(file) === 'index.ts' ? [{ line: 1, what: 'index.ts' }] : []),
    ...lines.flatMap((line, index) =>
      /^export (\*|(type )?\{[^}]*\}) from/.test(line) ? [{ line: index + 1, what: line }] : [],
    ),
  ],
};

function findText({ lines }: Source, pattern: RegExp): Found[] {
  return lines.flatMap((line, index) =>
    pattern.test(line) ? [{ line: index + 1, what: line.trim() }] : [],
  );
}

const files = listFiles(
  ['src', 'sandbox', 'test', 'scripts', 'bench'],
  ['.ts', '.tsx', '.mjs'],
).filter((file) => !file.startsWith('test/house/') && !file.startsWith('bench/.cache/'));

const sources = files.map((file) => parseSource(file, readFileSync(join(root, file), 'utf8')));

describe('the house is tidy', () => {
  it('and all of it was read', () => {
    expect(sources.length).toBeGreaterThan(150);
  });

  it.each(Object.entries(rules))('%s', (_name, rule) => {
    const found = sources.flatMap((source) =>
      // The scripts are commands: they talk to whoever runs them.
      /^(scripts|bench)\//.test(source.file) &&
      rule === rules['what people read by is not the console']
        ? []
        : rule(source).map(({ line, what }) => `${source.file}:${line} ${what}`),
    );
    expect(found).toEqual([]);
  });

  it('and every rules file of a feature tells its rule first, in three to six lines', () => {
    const rulesFiles = listFiles(['src/features'], ['/rules.ts', '-rules.ts']);
    expect(rulesFiles.length).toBeGreaterThan(30);
    const untold = rulesFiles.filter((file) => {
      const told = toldLines(readFileSync(join(root, file), 'utf8'));
      return told < 3 || told > 6;
    });
    expect(untold).toEqual([]);
  });
});

/** How many lines of words a file opens with. */
function toldLines(text: string): number {
  const opening = /^\s*(?:\/\*[\s\S]*?\*\/|(?:\/\/.*\n)+)/.exec(text)?.[0] ?? '';
  return opening.split('\n').filter((line) => /[a-z]/i.test(line)).length;
}

describe('a planted mess', () => {
  it('is there for every rule', () => {
    expect(Object.keys(untidy).toSorted()).toEqual(Object.keys(rules).toSorted());
  });

  it.each(Object.entries(untidy))('is found: %s', (name, { file, text }) => {
    expect(rules[name]?.(parseSource(file, text))).not.toEqual([]);
  });

  it.each(Object.entries(untidy))('is blamed on nothing else: %s', (name, { file, text, also }) => {
    const source = parseSource(file, text);
    const others = Object.entries(rules).filter(
      ([other, rule]) => other !== name && !also?.includes(other) && rule(source).length > 0,
    );
    expect(others.map(([other]) => other)).toEqual([]);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { features } from '../../src/app.ts';
import { knownWords } from '../../src/features/help/rules.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A kind of message that is kept up to date, by the fixed words of its address: `review:closed`. */
export interface Kind {
  name: string;
  /** Fits the addresses of this kind. */
  pattern: RegExp;
}

/** Everything that the source can put before a person, by the names that scenes use. */
export interface Known {
  /** Each `callback_id` that a modal is drawn with. */
  modals: string[];
  messages: Kind[];
  /** Each command that help lists: `/onepager list`. */
  commands: string[];
}

/** Reads the names out of the source and the app's own tables. Throws for a name that cannot be read. */
export function listKnown(): Known {
  const texts = sourcesBelow(join(root, 'src')).map((file) => readFileSync(file, 'utf8'));
  return {
    modals: unique([...texts.flatMap((text) => modalsIn(text, texts)), ...formsOfFeatures()]),
    messages: kindsOf(unique(texts.flatMap(templatesIn))),
    commands: knownWords.map(commandOf),
  };
}

/** The command in a typed line, without what it is about: `/onepager show 12` is `/onepager show`. */
export function commandOf(line: string): string {
  const [word = ''] = line.replace('/onepager', '').trim().split(' ');
  return `/onepager ${word}`.trim();
}

/** What pictures leave out of all that is known; `shown` has their names and the commands that led to them. */
export function listUnseen(shown: readonly string[], known: Known): string[] {
  const all = [
    ...known.modals.map((name) => `modal ${name}`),
    ...known.messages.map(({ name }) => `message ${name}`),
    ...known.commands,
  ];
  return all.filter((name) => !shown.includes(name));
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => join(folder, file));
}

function formsOfFeatures(): string[] {
  return features.flatMap(({ submits, closes }) => [
    ...Object.keys(submits ?? {}),
    ...Object.keys(closes ?? {}),
  ]);
}

function modalsIn(text: string, all: readonly string[]): string[] {
  return [...text.matchAll(/\bcallbackId: (?:'([\w.-]+)'|(\w+))/g)].flatMap(
    ([, literal, name = '']) => {
      if (literal !== undefined) return [literal];
      // The type of a field, not a value.
      if (name === 'string' || name === 'view') return [];
      const value = new RegExp(`const ${name} = '([\\w.-]+)'`).exec(all.join('\n'))?.[1];
      if (value === undefined) throw new Error(`no callback_id is written down for ${name}`);
      return [value];
    },
  );
}

/** The addresses that messages are put at, as they are written: `review:${review.id}:closed`. */
function templatesIn(text: string): string[] {
  const found = text.matchAll(/\b(?:address(?::| =)|const \w*[aA]ddress =)\s*`([^`]+)`/g);
  return [...found].map(([, template = '']) => {
    const whole = /address = `([^`]+)`/.exec(text)?.[1] ?? '';
    const address = template.replace(/\$\{address\}/, whole);
    // A key of Slack's has colons of its own.
    return address.replaceAll(/\$\{act\.key\}/g, '**').replaceAll(/\$\{[^}]+\}/g, '*');
  });
}

function kindsOf(templates: readonly string[]): Kind[] {
  const kinds = templates.map((template) => ({
    template,
    name: template
      .split(':')
      .filter((part) => !part.startsWith('*'))
      .join(':'),
    pattern: new RegExp(`^${template.replaceAll('**', '.+').replaceAll('*', '[^:]+')}$`),
  }));
  // `role:…:…:…` changes what `role:…:leader:…` posted: no kind of its own.
  const isWider = (kind: (typeof kinds)[number]) =>
    kinds.some(({ name, template }) => name !== kind.name && kind.pattern.test(template));
  return kinds.filter((kind) => !isWider(kind)).map(({ name, pattern }) => ({ name, pattern }));
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)].toSorted();
}

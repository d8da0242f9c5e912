import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { features, sealedFeature } from '../../src/app.ts';
import { knownWords } from '../../src/features/help/rules.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The kind of a message by its address, its fixed words: `review:rv_1:closed` is `review:closed`. */
export function kindOf(address: string): string {
  return address
    .split(':')
    .filter((part) => /^[a-z][a-z-]*$/.test(part))
    .join(':');
}

/** Everything that the source can put before a person, by the names that scenes use. */
export interface Known {
  /** Each `callback_id` that a modal is drawn with. */
  modals: string[];
  /** Each kind of message that is kept up to date. */
  messages: string[];
  /** Each command that help lists: `/onepager list`. */
  commands: string[];
}

/** Reads the names out of the source and the app's own tables. Throws for a name that cannot be read. */
export function listKnown(): Known {
  const texts = sourcesBelow(join(root, 'src')).map(read);
  return {
    modals: unique([...texts.flatMap((text) => modalsIn(text, texts)), ...formsOfFeatures()]),
    messages: unique(sourcesBelow(join(root, 'src/features')).map(read).flatMap(kindsIn)),
    commands: knownWords.map(commandOf),
  };
}

/** The command in a typed line, without what it is about: `/onepager show 12` is `/onepager show`. */
export function commandOf(line: string): string {
  const [word = ''] = line.replace('/onepager', '').trim().split(' ');
  return `/onepager ${word}`.trim();
}

/** A restore takes the process away under the camera; what it says is held by `test/operate/drill.test.ts`. */
const unpictured = new Set(['message restored']);

/** What pictures leave out of all that is known; `shown` has their names and the commands that led to them. */
export function listUnseen(shown: readonly string[], known: Known): string[] {
  const all = [
    ...known.modals.map((name) => `modal ${name}`),
    ...known.messages.map((name) => `message ${name}`),
    ...known.commands,
  ];
  // `role` is written down where any role may be meant: a picture of `role:leader` is one of it.
  const isSeen = (name: string) => shown.some((one) => one === name || one.startsWith(`${name}:`));
  return all.filter((name) => !isSeen(name) && !unpictured.has(name));
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => join(folder, file));
}

function read(file: string): string {
  return readFileSync(file, 'utf8');
}

function formsOfFeatures(): string[] {
  return [
    ...features.flatMap(({ submits, closes }) => [
      ...Object.keys(submits ?? {}),
      ...Object.keys(closes ?? {}),
    ]),
    ...Object.keys(sealedFeature.submits),
  ];
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

/** The kinds of messages whose addresses are written down in a file that puts messages. */
function kindsIn(text: string): string[] {
  if (!/putMessage|[aA]ddress/.test(text)) return [];
  return [...text.matchAll(/`([a-z][a-z-]*:\$\{[^`]+)`/g)].map(([, template = '']) =>
    kindOf(template.replaceAll(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '*')),
  );
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)].toSorted();
}

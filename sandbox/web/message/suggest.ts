import type { Snapshot } from '../../protocol.ts';

/** Something the composer offers to complete. */
export interface Suggestion {
  label: string;
  description: string;
  /** The whole text once taken. */
  completed: string;
}

const builtIn = [
  {
    command: '/invite',
    usageHint: '@someone',
    description: 'Add someone, or the app, to this channel',
  },
  { command: '/remove', usageHint: '@someone', description: 'Take someone out of this channel' },
];

/** What fits the text so far: commands after a slash, people after an at sign, channels after a number sign. */
export function suggest(text: string, snapshot: Snapshot): Suggestion[] {
  if (/^\/\S*$/.test(text)) return suggestCommands(text, snapshot);
  const word = /(?:^|\s)([@#])([^\s@#]*)$/.exec(text);
  if (!word) return [];
  const [, sign = '', start = ''] = word;
  const head = text.slice(0, text.length - start.length - 1);
  return namesFor(sign, snapshot)
    .filter(({ name }) => name.toLowerCase().startsWith(start.toLowerCase()))
    .slice(0, 8)
    .map(({ name, note }) => ({
      label: `${sign}${name}`,
      description: note,
      completed: `${head}${sign}${name} `,
    }));
}

/** A typed text as Slack stores it: escaped, with ids for the people and channels it names. */
export function encodeText(text: string, snapshot: Snapshot): string {
  const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const names = [
    ...namesFor('@', snapshot).map(({ name, id }) => ({ typed: `@${name}`, mark: `<@${id}>` })),
    ...namesFor('#', snapshot).map(({ name, id }) => ({
      typed: `#${name}`,
      mark: `<#${id}|${name}>`,
    })),
  ].sort((a, b) => b.typed.length - a.typed.length);
  // The longest name first, so that "@Ana Maria" is not read as "@Ana".
  return names.reduce((done, { typed, mark }) => replaceWord(done, typed, mark), escaped);
}

function suggestCommands(text: string, snapshot: Snapshot): Suggestion[] {
  return [...snapshot.app.commands, ...builtIn]
    .filter(({ command }) => command.startsWith(text.toLowerCase()))
    .map(({ command, usageHint, description }) => ({
      label: usageHint ? `${command} ${usageHint}` : command,
      description,
      completed: `${command} `,
    }));
}

function namesFor(sign: string, snapshot: Snapshot): { id: string; name: string; note: string }[] {
  if (sign === '#') {
    const rooms = snapshot.channels.filter(({ kind }) => kind !== 'im');
    return rooms.map(({ id, name, topic }) => ({ id, name, note: topic }));
  }
  return snapshot.people
    .filter(({ isDeleted }) => !isDeleted)
    .map(({ id, name, realName, isBot }) => ({
      id,
      name: realName || name,
      note: isBot ? 'App' : name,
    }));
}

function replaceWord(text: string, typed: string, mark: string): string {
  const pattern = typed.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text.replace(new RegExp(`(?<![\\w<])${pattern}(?!\\w)`, 'gi'), mark);
}

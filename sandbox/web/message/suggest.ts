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

/** A typed text with ids for the people and channels it names; the server escapes the rest, as Slack does. */
export function encodeNames(text: string, snapshot: Snapshot): string {
  const marks = ['@', '#'].flatMap((sign) =>
    namesFor(sign, snapshot).map(({ name, id }) => ({
      typed: sign + name,
      mark: `<${sign}${id}>`,
    })),
  );
  // The longest name first, so that "@Ana Maria" is not read as "@Ana".
  marks.sort((a, b) => b.typed.length - a.typed.length);
  return marks.reduce((done, { typed, mark }) => replaceWord(done, typed, mark), text);
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

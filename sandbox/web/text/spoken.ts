import { emojiOf } from './emoji.ts';
import { type Inline, parseMrkdwn } from './mrkdwn-parse.ts';
import { formatDate } from './time.ts';

/** What is needed to say a message: names by id, and the listener's clock. */
export interface SpokenAround {
  personName(id: string): string;
  channelName(id: string): string | undefined;
  tz: string;
  now: Date;
}

/** A message in Slack's markup as it is read aloud: names, dates and words, no signs. */
export function spokenText(source: string, around: SpokenAround): string {
  const lines = parseMrkdwn(source).flatMap((part) =>
    part.kind === 'pre' ? [part.text] : part.lines.map((inlines) => sayAll(inlines, around)),
  );
  return lines.filter((line) => line.trim() !== '').join('\n');
}

function sayAll(inlines: readonly Inline[], around: SpokenAround): string {
  return inlines.map((inline) => say(inline, around)).join('');
}

function say(inline: Inline, around: SpokenAround): string {
  switch (inline.kind) {
    case 'text':
    case 'code':
      return inline.text;
    case 'style':
      return sayAll(inline.children, around);
    case 'link':
    case 'everyone':
      return inline.label;
    case 'user':
      return around.personName(inline.id);
    case 'channel':
      return `#${around.channelName(inline.id) ?? (inline.label || 'private-channel')}`;
    case 'emoji':
      return emojiOf(inline.name) ?? `:${inline.name}:`;
    case 'date': {
      const at = new Date(inline.unix * 1000);
      return Number.isNaN(at.getTime()) ? inline.fallback : formatDate(at, inline.pattern, around);
    }
  }
}

import { firstCharacters } from '../../lib/text.ts';

/**
 * Slack's sizes, in code points, and how people's words become safe text. Sources: slack.md *Sizes* and
 * https://docs.slack.dev/messaging/formatting-message-text
 */
export const limits = {
  messageBlocks: 50,
  viewBlocks: 100,
  sectionText: 3000,
  field: 2000,
  header: 150,
  buttonText: 75,
  buttonValue: 2000,
  optionText: 75,
  optionValue: 75,
  optionDescription: 75,
  options: 100,
  label: 2000,
  hint: 2000,
  placeholder: 150,
  title: 24,
  input: 3000,
  confirmTitle: 100,
  confirmText: 300,
  messageText: 4000,
  /** All blocks of a message together; undocumented (`msg_blocks_too_long`). */
  messageBlocksText: 10_000,
} as const;

/** Counts as Slack does: code points. */
export function lengthOf(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/**
 * The text, or its beginning and `…` when it is longer than `max` code points; never splits a character, nor one
 * of the entities that `escape` makes.
 */
export function cut(text: string, max: number): string {
  if (lengthOf(text) <= max) return text;
  const head = firstCharacters(text, max - 1);
  return `${head.replace(/&[a-z]{0,4}$/, '')}…`;
}

/** As `cut`, for finished mrkdwn: a mention or date that would be cut in two goes as a whole. */
export function cutMarkdown(markdown: string, max: number): string {
  const short = cut(markdown, max);
  return short === markdown ? markdown : short.replace(/<[^<>]*…$/, '…');
}

/**
 * A person's words as mrkdwn that pings nobody, links nothing and formats nothing by accident at its edges:
 * `& < >` become entities, so `<!channel>` and `<https://…|…>` are shown as they were typed.
 */
export function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A person's words in bold, on one line; their own `*` would end the bold early and is shown as `∗`. */
export function bold(text: string): string {
  const line = oneLine(text).replaceAll('*', '∗');
  return line === '' ? '' : `*${escape(line)}*`;
}

/** A person's words on one line, for places where a new line would break the layout. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** A mention that Slack turns into the person's name; only ids that came from Slack may be mentioned. */
export function mention(userId: string): string {
  return /^[UW][A-Z0-9]+$/.test(userId) ? `<@${userId}>` : 'somebody';
}

/** A channel's link, by its id. */
export function channelLink(channelId: string): string {
  return /^[CGD][A-Z0-9]+$/.test(channelId) ? `<#${channelId}>` : 'a channel';
}

// Slack writes Today with a capital where it begins the text. Ours stand inside sentences: the joiner, which nobody sees,
// keeps it small.
const dateForms = {
  date: '{date_short_pretty}',
  // Also when it is read long after: not as Yesterday.
  day: '{date_short}',
  'inner-date': '\u2060{date_short_pretty}',
  time: '{time}',
  'date-time': '\u2060{date_short_pretty} at {time}',
} as const;

/** An instant that Slack shows in each reader's own zone; the fallback is UTC and says so. */
export function dateToken(at: Date, form: keyof typeof dateForms): string {
  const fallback = `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `<!date^${Math.floor(at.getTime() / 1000)}^${dateForms[form]}|${fallback}>`;
}

/**
 * What a person typed, made fit to keep: composed (NFC), without NUL and other control characters, direction overrides,
 * zero-width characters and lone surrogates; line ends are `\n`. Idempotent. (reliability.md B-46, B-47, B-49)
 */
export function clean(text: string): string {
  return (
    text
      .replace(/\r\n?/g, '\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out.
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
      .replace(/[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]/g, '')
      .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
      .normalize('NFC')
      .replace(/\n{3,}/g, '\n\n')
      .trim()
  );
}

/** Nothing to read in it: empty, white space or invisible characters only. (reliability.md B-51) */
export function isBlank(text: string): boolean {
  return clean(text).replace(/\s|\u00a0|\u200c|\u200d|\u3164/g, '') === '';
}

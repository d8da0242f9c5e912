import { clean } from './text.ts';

/**
 * A message's text as a person would type it: Slack's entities and links undone, mentions by name. For prefilling fields,
 * which show letters as they are. https://docs.slack.dev/messaging/formatting-message-text
 */
export function toPlainText(
  mrkdwn: string,
  nameOf: (userId: string) => string | undefined,
): string {
  const plain = mrkdwn.replace(/<([^<>|]*)(?:\|([^<>]*))?>/g, (_all, target: string, label = '') =>
    sayToken(target, label, nameOf),
  );
  return clean(plain.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'));
}

/** Whom a message's text mentions, in order, at most `most`. */
export function listMentioned(mrkdwn: string, most: number): string[] {
  const ids = [...mrkdwn.matchAll(/<@([UW][A-Z0-9]+)[|>]/g)].map(([, id = '']) => id);
  return [...new Set(ids)].slice(0, most);
}

function sayToken(
  target: string,
  label: string,
  nameOf: (userId: string) => string | undefined,
): string {
  const userId = /^@([UW][A-Z0-9]+)$/.exec(target)?.[1];
  if (userId !== undefined) return `@${nameOf(userId) ?? (label || 'somebody')}`;
  if (target.startsWith('#')) return `#${label || 'channel'}`;
  // A group, `@here` or a date: Slack gives what it would show.
  if (target.startsWith('!')) {
    return label || `@${target.slice(1).replace(/\^.*$/, '')}`;
  }
  const address = target.replace(/^mailto:/, '');
  return label === '' || label === address ? address : `${label} (${address})`;
}

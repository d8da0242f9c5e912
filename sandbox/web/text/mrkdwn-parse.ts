/** A piece of Slack's message text. */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'style'; style: 'bold' | 'italic' | 'strike'; children: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'link'; url: string; label: string }
  | { kind: 'user'; id: string }
  | { kind: 'channel'; id: string; label: string }
  | { kind: 'everyone'; label: string }
  | { kind: 'date'; unix: number; pattern: string; url: string; fallback: string }
  | { kind: 'emoji'; name: string };

/** A paragraph of it. */
export type Paragraph =
  | { kind: 'lines'; lines: Inline[][] }
  | { kind: 'quote'; lines: Inline[][] }
  | { kind: 'pre'; text: string };

/** Reads Slack's mrkdwn into paragraphs; what is not markup stays text. */
export function parseMrkdwn(source: string): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  for (const [index, part] of source.split('```').entries()) {
    if (index % 2 === 1) {
      paragraphs.push({ kind: 'pre', text: unescapeEntities(part.replace(/^\n|\n$/g, '')) });
    } else if (part.trim() || index === 0) {
      // The line breaks next to a preformatted block belong to it.
      paragraphs.push(
        ...parseLines(index === 0 ? part.replace(/\n$/, '') : part.replace(/^\n|\n$/g, '')),
      );
    }
  }
  return paragraphs;
}

function parseInline(source: string): Inline[] {
  const found: Inline[] = [];
  let plain = '';
  let at = 0;
  const flush = () => {
    if (plain) found.push({ kind: 'text', text: unescapeEntities(plain) });
    plain = '';
  };
  while (at < source.length) {
    const hit = readMarkup(source, at);
    if (!hit) {
      plain += source.charAt(at++);
      continue;
    }
    flush();
    found.push(hit.inline);
    at += hit.length;
  }
  flush();
  return found;
}

function unescapeEntities(text: string): string {
  return text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
}

function parseLines(source: string): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  let isQuotedToEnd = false;
  for (const line of source.split('\n')) {
    const toEnd = /^(?:>>>|(?:&gt;){3}) ?/.exec(line);
    if (toEnd) isQuotedToEnd = true;
    const mark = toEnd ?? /^(?:>|&gt;) ?/.exec(line);
    const kind = isQuotedToEnd || mark ? 'quote' : 'lines';
    const inlines = parseInline(mark ? line.slice(mark[0].length) : line);
    const last = paragraphs.at(-1);
    if (last?.kind === kind) last.lines.push(inlines);
    else paragraphs.push({ kind, lines: [inlines] });
  }
  return paragraphs;
}

interface Hit {
  inline: Inline;
  length: number;
}

function readMarkup(source: string, at: number): Hit | undefined {
  const rest = source.slice(at);
  if (rest.startsWith('<')) return readAngle(rest);
  if (rest.startsWith('`')) {
    const code = /^`([^`\n]+)`/.exec(rest);
    return code?.[1]
      ? { inline: { kind: 'code', text: unescapeEntities(code[1]) }, length: code[0].length }
      : undefined;
  }
  if (rest.startsWith(':')) {
    const emoji = /^:([a-z0-9_+'-]+(?:::skin-tone-\d)?):/.exec(rest);
    return emoji?.[1]
      ? { inline: { kind: 'emoji', name: emoji[1] }, length: emoji[0].length }
      : undefined;
  }
  return readStyle(rest, source.charAt(at - 1));
}

const styles = { '*': 'bold', _: 'italic', '~': 'strike' } as const;

function readStyle(rest: string, before: string): Hit | undefined {
  const mark = rest.charAt(0);
  if (mark !== '*' && mark !== '_' && mark !== '~') return undefined;
  if (/[\p{L}\p{N}]/u.test(before) || /^.\s/.test(rest)) return undefined;
  for (let end = rest.indexOf(mark, 2); end > 0; end = rest.indexOf(mark, end + 1)) {
    const isClosing =
      !/\s/.test(rest.charAt(end - 1)) && !/[\p{L}\p{N}]/u.test(rest.charAt(end + 1));
    if (!isClosing || isInsideAngle(rest, end)) continue;
    const children = parseInline(rest.slice(1, end));
    return { inline: { kind: 'style', style: styles[mark], children }, length: end + 1 };
  }
  return undefined;
}

function isInsideAngle(text: string, at: number): boolean {
  const open = text.lastIndexOf('<', at);
  return open >= 0 && text.indexOf('>', open) > at;
}

function readAngle(rest: string): Hit | undefined {
  const found = /^<([^<>\n]+)>/.exec(rest);
  if (!found?.[1]) return undefined;
  const [target = '', ...labels] = found[1].split('|');
  const label = unescapeEntities(labels.join('|'));
  return { inline: angleOf(target, label), length: found[0].length };
}

function angleOf(target: string, label: string): Inline {
  if (/^@[UW]/.test(target)) return { kind: 'user', id: target.slice(1) };
  if (target.startsWith('#')) return { kind: 'channel', id: target.slice(1), label };
  const date = /^!date\^(-?\d+)\^([^^]*)(?:\^(.*))?$/.exec(target);
  if (date) {
    const [, unix, pattern = '', url = ''] = date;
    return {
      kind: 'date',
      unix: Number(unix),
      pattern: unescapeEntities(pattern),
      url,
      fallback: label,
    };
  }
  if (target.startsWith('!subteam')) return { kind: 'everyone', label: label || '@group' };
  if (target.startsWith('!')) return { kind: 'everyone', label: label || `@${target.slice(1)}` };
  const url = unescapeEntities(target);
  return { kind: 'link', url, label: label || url };
}

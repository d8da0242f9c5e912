import type { VNode } from 'preact';
import { emojiOf } from './emoji.ts';
import { Link } from './link.tsx';

/** A `markdown` block: the everyday part of standard Markdown. */
export function Markdown({ text }: { text: string }): VNode {
  return <div class="markdown">{splitParts(text).map(partView)}</div>;
}

/** Groups the lines into paragraphs, lists, quotes, tables and fenced code. */
function splitParts(source: string): { kind: string; lines: string[] }[] {
  const parts: { kind: string; lines: string[] }[] = [];
  let isFenced = false;
  for (const line of source.split('\n')) {
    if (/^\s*```/.test(line)) {
      isFenced = !isFenced;
      if (isFenced) parts.push({ kind: 'code', lines: [] });
      else parts.push({ kind: 'blank', lines: [] });
      continue;
    }
    const kind = isFenced ? 'code' : kindOf(line);
    const last = parts.at(-1);
    const joins = last?.kind === kind && kind !== 'heading' && kind !== 'rule';
    if (joins) last.lines.push(line);
    else parts.push({ kind, lines: [line] });
  }
  return parts;
}

function kindOf(line: string): string {
  if (!line.trim()) return 'blank';
  if (/^#{1,6} /.test(line)) return 'heading';
  if (/^(-{3,}|\*{3,}|_{3,})\s*$/.test(line)) return 'rule';
  if (/^\s*[-*+] /.test(line)) return 'bullets';
  if (/^\s*\d+[.)] /.test(line)) return 'numbers';
  if (line.startsWith('>')) return 'quote';
  return /^\s*\|.*\|\s*$/.test(line) ? 'table' : 'text';
}

function partView({ kind, lines }: { kind: string; lines: string[] }): VNode | null {
  switch (kind) {
    case 'blank':
      return null;
    case 'rule':
      return <hr />;
    case 'code':
      return <pre class="pre">{lines.join('\n')}</pre>;
    case 'heading':
      return <h4>{inline((lines[0] ?? '').replace(/^#+ /, ''))}</h4>;
    case 'bullets':
      return (
        <ul>
          {lines.map((line) => (
            <li>{listItem(line.replace(/^\s*[-*+] /, ''))}</li>
          ))}
        </ul>
      );
    case 'numbers':
      return (
        <ol>
          {lines.map((line) => (
            <li>{inline(line.replace(/^\s*\d+[.)] /, ''))}</li>
          ))}
        </ol>
      );
    case 'quote':
      return <blockquote>{joined(lines.map((line) => line.replace(/^> ?/, '')))}</blockquote>;
    case 'table':
      return <MarkdownTable lines={lines} />;
    default:
      return <p>{joined(lines)}</p>;
  }
}

function listItem(text: string): VNode {
  const task = /^\[([ xX])\] (.*)$/.exec(text);
  if (!task) return inline(text);
  return (
    <>
      {task[1] === ' ' ? '☐ ' : '☑ '}
      {inline(task[2] ?? '')}
    </>
  );
}

function MarkdownTable({ lines }: { lines: string[] }): VNode {
  const cells = (line: string) =>
    line
      .trim()
      .replace(/^\||\|$/g, '')
      .split('|');
  const [head = '', ...body] = lines.filter((line) => !/^[\s|:-]+$/.test(line));
  return (
    <div class="table-scroll">
      <table class="table">
        <thead>
          <tr>
            {cells(head).map((cell) => (
              <th scope="col">{inline(cell.trim())}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((line) => (
            <tr>
              {cells(line).map((cell) => (
                <td>{inline(cell.trim())}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function joined(lines: string[]): VNode {
  return <>{lines.map((line, index) => [index > 0 && <br />, inline(line)])}</>;
}

const inlineMarkup =
  /`([^`]+)`|\*\*(.+?)\*\*|__(.+?)__|~~(.+?)~~|\*([^*\s][^*]*)\*|\b_([^_]+)_\b|\[([^\]]+)\]\(([^)\s]+)\)|:([a-z0-9_+-]+):/;

function inline(text: string): VNode {
  const found = inlineMarkup.exec(text);
  if (!found) return <>{text}</>;
  const [whole, code, bold, alsoBold, strike, star, underscore, label, url, emoji] = found;
  const rest = text.slice(found.index + whole.length);
  return (
    <>
      {text.slice(0, found.index)}
      {code !== undefined && <code>{code}</code>}
      {(bold ?? alsoBold) !== undefined && <strong>{inline(bold ?? alsoBold ?? '')}</strong>}
      {strike !== undefined && <s>{inline(strike)}</s>}
      {(star ?? underscore) !== undefined && <em>{inline(star ?? underscore ?? '')}</em>}
      {label !== undefined && <Link url={url ?? ''}>{label}</Link>}
      {emoji !== undefined && (emojiOf(emoji) ?? whole)}
      {inline(rest)}
    </>
  );
}

import type { ComponentChildren, VNode } from 'preact';
import { isFields, textOf } from '../state/read.ts';
import { findChannel, nameOf, useWorkspace } from '../state/workspace.ts';
import { emojiOf } from './emoji.ts';
import { Link } from './link.tsx';
import { type Inline, type Paragraph, parseMrkdwn } from './mrkdwn-parse.ts';
import { formatDate, fullTime } from './time.ts';

/** A text object or a message's text, as Slack would show it. */
export function Text({ value }: { value: unknown }): VNode {
  const text = textOf(value);
  const isPlain = isFields(value) && value.type === 'plain_text';
  return isPlain ? <PlainText text={text} /> : <Mrkdwn text={text} />;
}

/** Text in which only emoji names mean something. */
export function PlainText({ text }: { text: string }): VNode {
  const parts = text.split(/(:[a-z0-9_+'-]+:)/);
  return (
    <span class="plain-text">
      {parts.map((part) => (/^:.+:$/.test(part) ? (emojiOf(part.slice(1, -1)) ?? part) : part))}
    </span>
  );
}

/** Text in Slack's own markup. */
export function Mrkdwn({ text }: { text: string }): VNode {
  return (
    <div class="mrkdwn">
      {parseMrkdwn(text).map((part) => (
        <ParagraphView part={part} />
      ))}
    </div>
  );
}

/** A person's name with an at sign, marked when it is the viewer. */
export function Mention({ id }: { id: string }): VNode {
  const { snapshot, viewer } = useWorkspace();
  return (
    <span class={`mention ${id === viewer.id ? 'mention-me' : ''}`} data-user={id}>
      @{nameOf(snapshot, id)}
    </span>
  );
}

/** A channel's name that leads there. */
export function ChannelMention({ id, label }: { id: string; label: string }): VNode {
  const { snapshot, goTo } = useWorkspace();
  const channel = findChannel(snapshot, id);
  if (!channel) return <span class="mention">#{label || 'private-channel'}</span>;
  return (
    <button
      type="button"
      class="mention link-button"
      onClick={() => goTo({ kind: 'channel', channel: id })}
    >
      #{channel.name}
    </button>
  );
}

/** A date in the viewer's zone. */
export function DateText(props: { unix: number; pattern: string; fallback: string }): VNode {
  const { viewer, now } = useWorkspace();
  const at = new Date(props.unix * 1000);
  if (Number.isNaN(at.getTime())) return <span>{props.fallback}</span>;
  return (
    <time dateTime={at.toISOString()} title={fullTime(at, viewer.tz)}>
      {formatDate(at, props.pattern, { tz: viewer.tz, now })}
    </time>
  );
}

function ParagraphView({ part }: { part: Paragraph }): VNode {
  if (part.kind === 'pre') return <pre class="pre">{part.text}</pre>;
  const lines = part.lines.map((inlines, index) => (
    <>
      {index > 0 && <br />}
      <Inlines inlines={inlines} />
    </>
  ));
  return part.kind === 'quote' ? <blockquote>{lines}</blockquote> : <div>{lines}</div>;
}

function Inlines({ inlines }: { inlines: Inline[] }): VNode {
  return (
    <>
      {inlines.map((inline) => (
        <InlineView inline={inline} />
      ))}
    </>
  );
}

function InlineView({ inline }: { inline: Inline }): VNode {
  switch (inline.kind) {
    case 'text':
      return <>{inline.text}</>;
    case 'style':
      return <Styled style={inline.style} children={<Inlines inlines={inline.children} />} />;
    case 'code':
      return <code>{inline.text}</code>;
    case 'link':
      return <Link url={inline.url}>{inline.label}</Link>;
    case 'user':
      return <Mention id={inline.id} />;
    case 'channel':
      return <ChannelMention id={inline.id} label={inline.label} />;
    case 'everyone':
      return <span class="mention mention-me">{inline.label}</span>;
    case 'emoji':
      return <Emoji name={inline.name} />;
    case 'date': {
      const date = <DateText {...inline} />;
      return inline.url ? <Link url={inline.url}>{date}</Link> : date;
    }
  }
}

function Styled(props: {
  style: 'bold' | 'italic' | 'strike';
  children: ComponentChildren;
}): VNode {
  if (props.style === 'bold') return <strong>{props.children}</strong>;
  if (props.style === 'italic') return <em>{props.children}</em>;
  return <s>{props.children}</s>;
}

/** An emoji by its short name; the name itself when the picture is not known. */
export function Emoji({ name }: { name: string }): VNode {
  const picture = emojiOf(name);
  if (!picture) return <>{`:${name}:`}</>;
  return (
    <span class="emoji" title={`:${name}:`}>
      {picture}
    </span>
  );
}

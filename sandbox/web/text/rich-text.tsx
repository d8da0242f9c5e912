import type { ComponentChildren, VNode } from 'preact';
import { asFields, asFieldsList, asNumber, asString, type Fields } from '../state/read.ts';
import { Link } from './link.tsx';
import { ChannelMention, DateText, Emoji, Mention } from './mrkdwn.tsx';

/** A `rich_text` block: paragraphs, lists, quotes and preformatted text. */
export function RichText({ block }: { block: Fields }): VNode {
  return (
    <div class="rich-text">
      {asFieldsList(block.elements).map((element) => (
        <RichPart element={element} />
      ))}
    </div>
  );
}

function RichPart({ element }: { element: Fields }): VNode {
  const runs = asFieldsList(element.elements).map((run) => <Run run={run} />);
  switch (element.type) {
    case 'rich_text_section':
      return <div class="rich-section">{runs}</div>;
    case 'rich_text_quote':
      return <blockquote>{runs}</blockquote>;
    case 'rich_text_preformatted':
      return <pre class="pre">{runs}</pre>;
    case 'rich_text_list':
      return <RichList element={element} />;
    default:
      return <span class="unsupported">Unsupported text element “{asString(element.type)}”</span>;
  }
}

function RichList({ element }: { element: Fields }): VNode {
  const items = asFieldsList(element.elements).map((item) => (
    <li>
      <RichPart element={item} />
    </li>
  ));
  const style = { marginInlineStart: `${(asNumber(element.indent) ?? 0) * 24}px` };
  if (element.style !== 'ordered') return <ul style={style}>{items}</ul>;
  return (
    <ol style={style} start={(asNumber(element.offset) ?? 0) + 1}>
      {items}
    </ol>
  );
}

function Run({ run }: { run: Fields }): VNode {
  return <StyledRun style={asFields(run.style)}>{runContent(run)}</StyledRun>;
}

function runContent(run: Fields): ComponentChildren {
  switch (run.type) {
    case 'text':
      return asString(run.text);
    case 'link':
      return <Link url={asString(run.url)}>{asString(run.text) || asString(run.url)}</Link>;
    case 'user':
      return <Mention id={asString(run.user_id)} />;
    case 'channel':
      return <ChannelMention id={asString(run.channel_id)} label="" />;
    case 'emoji':
      return <Emoji name={asString(run.name)} />;
    case 'broadcast':
      return <span class="mention mention-me">@{asString(run.range)}</span>;
    case 'usergroup':
      return <span class="mention">@group</span>;
    case 'color':
      return <code>{asString(run.value)}</code>;
    case 'date':
      return (
        <DateText
          unix={asNumber(run.timestamp) ?? Number.NaN}
          pattern={asString(run.format)}
          fallback={asString(run.fallback)}
        />
      );
    default:
      return `[${asString(run.type)}]`;
  }
}

function StyledRun({ style, children }: { style: Fields; children: ComponentChildren }): VNode {
  let content = <>{children}</>;
  if (style.code) content = <code>{content}</code>;
  if (style.strike) content = <s>{content}</s>;
  if (style.underline) content = <u>{content}</u>;
  if (style.italic) content = <em>{content}</em>;
  if (style.bold) content = <strong>{content}</strong>;
  return content;
}

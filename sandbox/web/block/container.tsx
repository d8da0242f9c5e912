import type { VNode } from 'preact';
import { useId, useState } from 'preact/hooks';
import { asFields, asFieldsList, isFields, textOf } from '../state/read.ts';
import { PlainText, Text } from '../text/mrkdwn.tsx';
import { RichText } from '../text/rich-text.tsx';
import { type BlockProps, Blocks } from './block.tsx';

/** Blocks under a title, which may fold away. */
export function ContainerBlock({ block }: BlockProps): VNode {
  const id = useId();
  const canFold = block.is_collapsible === true;
  const [isOpen, setIsOpen] = useState(!(canFold && block.default_collapsed === true));
  const title = isFields(block.rich_text_title) ? (
    <RichText block={asFields(block.rich_text_title)} />
  ) : (
    <PlainText text={textOf(block.title)} />
  );
  const heading = (
    <span class="container-title">
      <strong>{title}</strong>
      {isFields(block.subtitle) && (
        <small>
          <Text value={block.subtitle} />
        </small>
      )}
    </span>
  );
  return (
    <div class={`container ${block.has_header_divider ? 'container-divided' : ''}`}>
      {canFold ? (
        <button
          type="button"
          class="container-head"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setIsOpen(!isOpen)}
        >
          <span class={`chevron ${isOpen ? 'open' : ''}`} aria-hidden="true" />
          {heading}
        </button>
      ) : (
        <div class="container-head">{heading}</div>
      )}
      <div id={id} class="container-body" hidden={!isOpen}>
        <Blocks blocks={asFieldsList(block.child_blocks)} />
      </div>
    </div>
  );
}

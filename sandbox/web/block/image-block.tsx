import type { VNode } from 'preact';
import { sourceOf } from '../element/image.tsx';
import { asString, textOf } from '../state/read.ts';
import { PlainText } from '../text/mrkdwn.tsx';
import type { BlockProps } from './block.tsx';

/** A picture with its title. */
export function ImageBlock({ block }: BlockProps): VNode {
  const title = textOf(block.title);
  return (
    <figure class="image-block">
      {title && (
        <figcaption>
          <PlainText text={title} />
        </figcaption>
      )}
      <img src={sourceOf(block)} alt={asString(block.alt_text)} loading="lazy" />
    </figure>
  );
}

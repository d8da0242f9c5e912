import type { VNode } from 'preact';
import { asFields, asString } from '../state/read.ts';
import { fileUrl } from '../state/server.ts';
import type { ElementProps } from './element.tsx';

/** A small picture beside text. */
export function ImageElement({ element }: Pick<ElementProps, 'element'>): VNode {
  return (
    <img
      class="image-element"
      src={sourceOf(element)}
      alt={asString(element.alt_text)}
      loading="lazy"
    />
  );
}

/** Where a picture comes from: an address, or a file of this workspace. */
export function sourceOf(image: Record<string, unknown>): string {
  const file = asFields(image.slack_file);
  return asString(image.image_url) || asString(file.url) || fileUrl(asString(file.id));
}

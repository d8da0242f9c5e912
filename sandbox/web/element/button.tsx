import type { VNode } from 'preact';
import { asFieldsList, asString, textOf } from '../state/read.ts';
import { PlainText } from '../text/mrkdwn.tsx';
import type { ElementProps } from './element.tsx';
import { MenuButton } from './menu.tsx';
import { useSite } from './site.tsx';

/** A button; one with an address opens it and still tells the app. */
export function ButtonElement({ element, name }: ElementProps): VNode {
  const site = useSite();
  const isBusy = site.busy === `${name.blockId}/${name.actionId}`;
  const style = asString(element.style);
  const label = asString(element.accessibility_label);
  const url = asString(element.url);
  const press = () => {
    if (isBusy) return;
    if (/^(https?:|mailto:)/i.test(url)) window.open(url, '_blank', 'noopener');
    site.act(name, element);
  };
  return (
    <button
      type="button"
      class={`button ${style === 'primary' || style === 'danger' ? style : ''}`}
      data-action-id={name.actionId}
      aria-busy={isBusy}
      {...(label ? { 'aria-label': label } : {})}
      onClick={press}
    >
      {isBusy && <span class="spinner" aria-hidden="true" />}
      <PlainText text={textOf(element.text)} />
      {url && <span class="button-out" aria-hidden="true" children=" ↗" />}
    </button>
  );
}

/** The three dots with a few choices. */
export function OverflowElement({ element, name }: ElementProps): VNode {
  const site = useSite();
  const items = asFieldsList(element.options).map((option) => ({
    label: textOf(option.text),
    description: textOf(option.description),
    onPick: () => {
      const url = asString(option.url);
      if (/^https?:/i.test(url)) window.open(url, '_blank', 'noopener');
      site.act(name, element, { type: 'overflow', selected_option: option });
    },
  }));
  return (
    <span data-action-id={name.actionId}>
      <MenuButton label="More options" class="button button-overflow" items={items} align="end">
        <span aria-hidden="true">⋯</span>
      </MenuButton>
    </span>
  );
}

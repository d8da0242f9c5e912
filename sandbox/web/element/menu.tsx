import type { ComponentChildren, RefObject, VNode } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { moveFocus, Popup } from './popup.tsx';

/** One line of a menu. */
export interface MenuItem {
  label: string;
  description?: ComponentChildren;
  icon?: ComponentChildren;
  isDanger?: boolean;
  /** Set for a choice among several. */
  isChecked?: boolean;
  url?: string;
  onPick(): void;
}

/** A button that opens a menu. */
export function MenuButton(props: {
  label: string;
  class?: string;
  items: MenuItem[];
  children: ComponentChildren;
  align?: 'start' | 'end';
  note?: string;
  onToggle?(isOpen: boolean): void;
}): VNode {
  const [isOpen, setIsOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const toggle = (open: boolean) => {
    setIsOpen(open);
    props.onToggle?.(open);
  };
  return (
    <>
      <button
        type="button"
        ref={anchor}
        class={props.class ?? 'icon-button'}
        aria-label={props.label}
        title={props.label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => toggle(!isOpen)}
      >
        {props.children}
      </button>
      {isOpen && <Menu {...props} anchor={anchor} onClose={() => toggle(false)} />}
    </>
  );
}

function Menu(props: {
  label: string;
  items: MenuItem[];
  anchor: RefObject<HTMLElement | null>;
  align?: 'start' | 'end';
  note?: string;
  onClose(): void;
}): VNode {
  const list = useRef<HTMLDivElement>(null);
  // Before anything is painted, so that the next key already belongs to the menu.
  useLayoutEffect(() => {
    const current = list.current?.querySelector<HTMLElement>('[aria-checked="true"]');
    (current ?? list.current?.querySelector<HTMLElement>('[role^="menuitem"]'))?.focus();
  }, []);
  const pick = (item: MenuItem) => {
    props.onClose();
    props.anchor.current?.focus();
    item.onPick();
  };
  return (
    <Popup
      anchor={props.anchor}
      onClose={props.onClose}
      {...(props.align ? { align: props.align } : {})}
    >
      <div
        ref={list}
        role="menu"
        aria-label={props.label}
        tabIndex={-1}
        onKeyDown={(event) => {
          if (event.key === 'Tab') props.onClose();
          moveFocus(event, list.current, '[role^="menuitem"]');
        }}
      >
        {props.items.map((item) => (
          <MenuLine item={item} onPick={() => pick(item)} />
        ))}
        {props.note && <div class="menu-note">{props.note}</div>}
      </div>
    </Popup>
  );
}

function MenuLine({ item, onPick }: { item: MenuItem; onPick(): void }): VNode {
  const isChoice = item.isChecked !== undefined;
  return (
    <button
      type="button"
      role={isChoice ? 'menuitemradio' : 'menuitem'}
      {...(isChoice ? { 'aria-checked': item.isChecked } : {})}
      class={`menu-item ${item.isDanger ? 'danger' : ''}`}
      onClick={onPick}
    >
      {item.icon}
      <span class="menu-text">
        <span class="menu-label">{item.label}</span>
        {item.description && <span class="menu-description">{item.description}</span>}
      </span>
      {item.isChecked && <span class="menu-check" aria-hidden="true" children="✓" />}
    </button>
  );
}

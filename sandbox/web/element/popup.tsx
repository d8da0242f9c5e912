import type { ComponentChildren, RefObject, VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

const gapPx = 4;

/** A panel in the page's top layer, beside its anchor; closes on Escape, on a press outside, on scrolling away. */
export function Popup(props: {
  anchor: RefObject<HTMLElement | null>;
  onClose(): void;
  children: ComponentChildren;
  class?: string;
  align?: 'start' | 'end';
}): VNode {
  const { anchor, onClose } = props;
  const panel = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (!panel.current || !anchor.current) return;
    panel.current.showPopover?.();
    place(panel.current, anchor.current, props.align ?? 'start');
  }, []);
  useEffect(() => {
    const onPress = (event: Event) => {
      if (!(event.target instanceof Node)) return;
      const isInside =
        panel.current?.contains(event.target) || anchor.current?.contains(event.target);
      if (!isInside) onClose();
    };
    const onScroll = (event: Event) => {
      if (event.target instanceof Node && !panel.current?.contains(event.target)) onClose();
    };
    const onKey = (event: KeyboardEvent) => {
      // The focus is still on what opened the panel, or nowhere: a button may be switched off by its own press.
      const { activeElement } = document;
      const isAtAnchor = anchor.current?.contains(activeElement) === true;
      if (event.key !== 'Escape' || !(isAtAnchor || activeElement === document.body)) return;
      if (isAtAnchor) {
        event.preventDefault();
        event.stopPropagation();
      }
      onClose();
      focusIn(anchor.current);
    };
    document.addEventListener('pointerdown', onPress);
    document.addEventListener('keydown', onKey, { capture: true });
    window.addEventListener('resize', onClose);
    window.addEventListener('wheel', onScroll, { passive: true });
    return () => {
      document.removeEventListener('pointerdown', onPress);
      document.removeEventListener('keydown', onKey, { capture: true });
      window.removeEventListener('resize', onClose);
      window.removeEventListener('wheel', onScroll);
    };
  }, [onClose]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    // A dialog around the panel would close on the same key.
    event.preventDefault();
    event.stopPropagation();
    onClose();
    focusIn(anchor.current);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the panel only listens for Escape from within.
    <div ref={panel} class={`popup ${props.class ?? ''}`} popover="manual" onKeyDown={onKeyDown}>
      {props.children}
    </div>
  );
}

/** Moves the focus up or down a list of focusable elements with the arrow keys, Home and End. */
export function moveFocus(event: KeyboardEvent, list: HTMLElement | null, selector: string): void {
  const entries = [...(list?.querySelectorAll<HTMLElement>(selector) ?? [])];
  const at = entries.findIndex((entry) => entry.matches(':focus'));
  const targets: Record<string, number> = {
    ArrowDown: at < 0 ? 0 : (at + 1) % entries.length,
    ArrowUp: at <= 0 ? entries.length - 1 : at - 1,
    Home: 0,
    End: entries.length - 1,
  };
  const target = targets[event.key];
  if (target === undefined) return;
  event.preventDefault();
  entries[target]?.focus();
}

function focusIn(element: HTMLElement | null): void {
  if (!element) return;
  const inner = element.matches('button') ? element : element.querySelector('button');
  inner?.focus();
}

function place(panel: HTMLElement, anchor: HTMLElement, align: 'start' | 'end'): void {
  const box = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const below = box.bottom + gapPx;
  const fitsBelow = below + height <= innerHeight - gapPx;
  const above = box.top - gapPx - height;
  const top = fitsBelow || above < gapPx ? Math.min(below, innerHeight - height - gapPx) : above;
  const wanted = align === 'start' ? box.left : box.right - width;
  const left = Math.max(gapPx, Math.min(wanted, innerWidth - width - gapPx));
  panel.style.top = `${Math.max(gapPx, top)}px`;
  panel.style.left = `${left}px`;
}

import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/**
 * Keeps the focus where it was when the app redraws a form: an element whose block has another id is a new
 * element, and the focus would be nowhere. Returns what has to hear of each move of the focus.
 */
export function useKeptFocus(panel: RefObject<HTMLElement | null>, view: unknown) {
  const actionId = useRef('');
  useLayoutEffect(() => {
    if (!actionId.current || document.activeElement !== document.body) return;
    const redrawn = [...(panel.current?.querySelectorAll<HTMLElement>('[data-action-id]') ?? [])];
    redrawn.find(({ dataset }) => dataset.actionId === actionId.current)?.focus();
  }, [view]);
  return ({ target }: FocusEvent) => {
    const element =
      target instanceof Element ? target.closest<HTMLElement>('[data-action-id]') : null;
    actionId.current = element?.dataset.actionId ?? '';
  };
}

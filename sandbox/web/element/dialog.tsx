import type { ComponentChildren, VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** A modal dialog: the page behind is inert, Escape asks to close, the focus returns where it was. */
export function Dialog(props: {
  label: string;
  class?: string;
  onClose(): void;
  children: ComponentChildren;
}): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const returnTo = document.activeElement;
    dialog.current?.showModal();
    // The browser would choose the first button, which closes.
    focusFirst(dialog.current);
    return () => {
      dialog.current?.close();
      if (returnTo instanceof HTMLElement && returnTo.isConnected) returnTo.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`dialog ${props.class ?? ''}`}
      aria-modal="true"
      aria-label={props.label}
      onCancel={(event) => {
        event.preventDefault();
        if (event.target === event.currentTarget) props.onClose();
      }}
      onKeyDown={(event) => keepFocus(event)}
    >
      {props.children}
    </dialog>
  );
}

/** Puts the focus on the first thing to fill in or press in a dialog's body, or else on its main button. */
export function focusFirst(dialog: HTMLElement | null): void {
  const fields = dialog?.querySelectorAll<HTMLElement>(
    // Not any button: a name that leads elsewhere is text with a link.
    '.dialog-body :is(input, textarea, select, .button), .dialog-foot .button',
  );
  const shown = [...(fields ?? [])].filter((field) => field.offsetParent !== null);
  const main = shown.find((field) => field.matches('.dialog-foot .primary'));
  const first = shown.find((field) => !field.matches('.dialog-foot .button'));
  (first ?? main ?? shown[0])?.focus();
}

/** Tab goes round inside the dialog instead of leaving the page. */
function keepFocus(event: KeyboardEvent): void {
  if (event.key !== 'Tab' || !(event.currentTarget instanceof HTMLElement)) return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>(focusable)].filter(
    (stop) => stop.offsetParent !== null,
  );
  const [first] = stops;
  const last = stops.at(-1);
  if (event.shiftKey && document.activeElement === first) {
    event.preventDefault();
    last?.focus();
  } else if (!event.shiftKey && document.activeElement === last) {
    event.preventDefault();
    first?.focus();
  }
}

const focusable =
  'button:not(:disabled), a[href], input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex="0"]';

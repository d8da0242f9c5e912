import type { VNode } from 'preact';
import { useWorkspace } from '../state/workspace.ts';

/** Short notes at the edge; a modal shows them inside itself, since the page behind it is inert. */
export function Toasts(): VNode {
  const { toasts, unsay } = useWorkspace();
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.map((toast) => (
        <div key={toast.id} class={`toast ${toast.tone === 'bad' ? 'toast-bad' : ''}`}>
          {toast.text}
          <button
            type="button"
            class="toast-close"
            aria-label="Dismiss"
            onClick={() => unsay(toast.id)}
          >
            <span aria-hidden="true">✕</span>
          </button>
        </div>
      ))}
    </div>
  );
}

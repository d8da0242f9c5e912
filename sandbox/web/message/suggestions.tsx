import type { VNode } from 'preact';
import type { Suggestion } from './suggest.ts';

/** The list above the composer; the arrow keys move in it while the focus stays in the text. */
export function Suggestions(props: {
  id: string;
  entries: Suggestion[];
  picked: number;
  onPick(suggestion: Suggestion): void;
}): VNode {
  return (
    <div id={props.id} class="suggestions" role="listbox" aria-label="Suggestions">
      {props.entries.map((entry, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the text field, which keeps the focus.
        <div
          id={`${props.id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === props.picked}
          class="suggestion"
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => props.onPick(entry)}
        >
          <strong>{entry.label}</strong>
          <span>{entry.description}</span>
        </div>
      ))}
    </div>
  );
}

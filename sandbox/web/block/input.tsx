import type { VNode } from 'preact';
import { useId } from 'preact/hooks';
import { ElementView } from '../element/element.tsx';
import { useSite } from '../element/site.tsx';
import { actionIdOf } from '../element/values.ts';
import { asFields, asString, textOf } from '../state/read.ts';
import { PlainText } from '../text/mrkdwn.tsx';
import type { BlockProps } from './block.tsx';

const groups = new Set(['radio_buttons', 'checkboxes']);

/** A labelled field with its hint and, after a refused submission, what is wrong with it. */
export function InputBlock({ block, blockId }: BlockProps): VNode {
  const id = useId();
  const site = useSite();
  const element = asFields(block.element);
  const error = site.errors[blockId];
  const hint = textOf(block.hint);
  const isOptional = block.optional === true;
  const label = (
    <>
      <PlainText text={textOf(block.label)} />
      {isOptional && <span class="optional"> (optional)</span>}
    </>
  );
  const isGroup = groups.has(asString(element.type));
  const described = [error ? `${id}-error` : '', hint ? `${id}-hint` : '']
    .filter(Boolean)
    .join(' ');
  const a11y = {
    ...(isGroup ? { 'aria-labelledby': `${id}-label` } : { id }),
    ...(described ? { 'aria-describedby': described } : {}),
    'aria-invalid': error !== undefined,
    'aria-required': !isOptional,
  };
  return (
    <div class={`input-block ${error ? 'has-error' : ''}`}>
      {isGroup ? (
        <div id={`${id}-label`} class="input-label">
          {label}
        </div>
      ) : (
        <label for={id} class="input-label">
          {label}
        </label>
      )}
      <div class="input-field">
        <ElementView
          element={element}
          block={block}
          name={{ blockId, actionId: actionIdOf(element, 0) }}
          a11y={a11y}
        />
      </div>
      {error && (
        <div id={`${id}-error`} class="input-error" role="alert">
          {error}
        </div>
      )}
      {hint && (
        <div id={`${id}-hint`} class="input-hint">
          <PlainText text={hint} />
        </div>
      )}
    </div>
  );
}

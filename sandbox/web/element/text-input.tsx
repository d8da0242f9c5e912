import type { VNode } from 'preact';
import { useCallback, useEffect, useRef } from 'preact/hooks';
import { asFields, asNumber, asString, asStrings, textOf } from '../state/read.ts';
import type { ElementProps } from './element.tsx';
import { useSite } from './site.tsx';

const dispatchAfterMs = 400;

/** A text, number, e-mail or address field. */
export function TextInput(props: ElementProps): VNode {
  const { element, name, a11y } = props;
  const site = useSite();
  const type = asString(element.type);
  const state = asFields(site.values[name.blockId]?.[name.actionId]);
  const value = String(state.value ?? '');
  const dispatch = useDispatch(props);
  const onInput = (event: Event) => {
    const { target } = event;
    if (!(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)) return;
    const next = { type, value: target.value === '' ? null : target.value };
    site.set(name, next);
    dispatch.onCharacter(next);
  };
  const shared = {
    ...a11y,
    value,
    onInput,
    ...(textOf(element.placeholder) ? { placeholder: textOf(element.placeholder) } : {}),
    'data-action-id': name.actionId,
    class: 'field',
    spellcheck: false,
  };
  const focus = useAutoFocus(element.focus_on_load === true);
  const onEnter = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.shiftKey && dispatch.isOnEnter) {
      event.preventDefault();
      dispatch.onEnter({ type, value: value || null });
    }
  };
  if (element.multiline) {
    return (
      <>
        <textarea {...shared} ref={focus} rows={4} onKeyDown={onEnter} />
        <Counter max={asNumber(element.max_length)} value={value} />
      </>
    );
  }
  return (
    <>
      <input
        {...shared}
        ref={focus}
        type="text"
        inputMode={keyboards[type] ?? 'text'}
        onKeyDown={onEnter}
      />
      <Counter max={asNumber(element.max_length)} value={value} />
    </>
  );
}

// The browser's own number and address fields would swallow what they cannot read; Slack shows it and complains.
const keyboards: Record<string, 'email' | 'url' | 'decimal'> = {
  email_text_input: 'email',
  url_text_input: 'url',
  number_input: 'decimal',
};

function useAutoFocus(isWanted: boolean): (field: HTMLElement | null) => void {
  const field = useRef<HTMLElement | null>(null);
  useEffect(() => {
    if (isWanted) field.current?.focus();
  }, []);
  return useCallback((found) => {
    field.current = found;
  }, []);
}

/** When a field's content is sent while typing: `dispatch_action` with its configuration. */
function useDispatch({ element, name, block }: ElementProps) {
  const site = useSite();
  const latest = useRef(site);
  latest.current = site;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const configured = asStrings(asFields(element.dispatch_action_config).trigger_actions_on);
  const triggers = configured.length > 0 ? configured : ['on_enter_pressed'];
  const isOn = block.type !== 'input' || block.dispatch_action === true;
  const isOnEnter = isOn && triggers.includes('on_enter_pressed');
  return {
    isOnEnter,
    onEnter: (state: Record<string, unknown>) => site.act(name, element, state),
    onCharacter: (state: Record<string, unknown>) => {
      if (!isOn || !triggers.includes('on_character_entered')) return;
      clearTimeout(timer.current);
      timer.current = setTimeout(() => latest.current.act(name, element, state), dispatchAfterMs);
    },
  };
}

/** What is left of a length limit, once it comes near. */
function Counter({ max, value }: { max: number | undefined; value: string }): VNode | null {
  if (max === undefined) return null;
  // Slack counts code points, not UTF-16 units.
  const left = max - [...value].length;
  if (left > Math.max(30, max * 0.2)) return null;
  return (
    <span class={`counter ${left < 0 ? 'over' : ''}`} aria-live="polite">
      {left}
      <span class="sr-only"> characters left</span>
    </span>
  );
}

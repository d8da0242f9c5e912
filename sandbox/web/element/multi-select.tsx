import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { asFields, asNumber, textOf } from '../state/read.ts';
import type { ElementProps } from './element.tsx';
import { moveFocus, Popup } from './popup.tsx';
import { stateOfMany, useChoices } from './select.tsx';
import { useSite } from './site.tsx';
import { chosenOf } from './values.ts';

const searchFrom = 8;

/** A select of several: the chosen ones as removable chips, the rest in a panel of checkboxes. */
export function MultiSelect(props: ElementProps): VNode {
  const { element, name, block, a11y } = props;
  const site = useSite();
  const groups = useChoices(element);
  const [isOpen, setIsOpen] = useState(false);
  const anchor = useRef<HTMLDivElement>(null);
  const chosen = chosenOf(asFields(site.values[name.blockId]?.[name.actionId]));
  const max = asNumber(element.max_selected_items) ?? Number.POSITIVE_INFINITY;
  const placeholder = textOf(element.placeholder) || 'Select options';
  const labels = new Map(
    groups.flatMap(({ choices }) => choices.map(({ value, label }) => [value, label])),
  );
  const toggle = (value: string) => {
    const isOn = chosen.includes(value);
    if (!isOn && chosen.length >= max) return;
    const values = isOn ? chosen.filter((entry) => entry !== value) : [...chosen, value];
    const next = stateOfMany(element, values);
    site.set(name, next);
    if (block.type !== 'input' || block.dispatch_action === true) site.act(name, element, next);
  };
  return (
    <div class="field multi" ref={anchor} data-action-id={name.actionId}>
      {chosen.map((value) => (
        <span class="chip">
          {labels.get(value) ?? value}
          <button
            type="button"
            aria-label={`Remove ${labels.get(value)}`}
            onClick={() => toggle(value)}
          >
            ×
          </button>
        </span>
      ))}
      <button
        type="button"
        class="multi-open"
        {...a11y}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
      >
        {chosen.length > 0 ? 'Add or remove' : placeholder}
      </button>
      {isOpen && (
        <Popup anchor={anchor} onClose={() => setIsOpen(false)}>
          <Options
            groups={groups}
            chosen={chosen}
            isFull={chosen.length >= max}
            label={placeholder}
            onToggle={toggle}
          />
        </Popup>
      )}
    </div>
  );
}

function Options(props: {
  groups: ReturnType<typeof useChoices>;
  chosen: string[];
  isFull: boolean;
  label: string;
  onToggle(value: string): void;
}): VNode {
  const list = useRef<HTMLFieldSetElement>(null);
  const [search, setSearch] = useState('');
  const total = props.groups.reduce((sum, { choices }) => sum + choices.length, 0);
  const isShown = (label: string) => label.toLowerCase().includes(search.toLowerCase());
  return (
    <fieldset
      ref={list}
      class="multi-options"
      aria-label={props.label}
      onKeyDown={(event) => moveFocus(event, list.current, 'input')}
    >
      {total >= searchFrom && (
        <input
          class="field"
          type="search"
          aria-label="Search"
          placeholder="Search"
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
      )}
      {props.groups.map(({ label, choices }) => (
        <>
          {label && <div class="multi-group">{label}</div>}
          {choices
            .filter((choice) => isShown(choice.label))
            .map((choice) => (
              <label class="multi-option">
                <input
                  type="checkbox"
                  checked={props.chosen.includes(choice.value)}
                  disabled={props.isFull && !props.chosen.includes(choice.value)}
                  onChange={() => props.onToggle(choice.value)}
                />
                <span>{choice.label}</span>
                {choice.description && <small>{choice.description}</small>}
              </label>
            ))}
        </>
      ))}
    </fieldset>
  );
}

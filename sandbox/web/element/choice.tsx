import type { VNode } from 'preact';
import { useId } from 'preact/hooks';
import { asFields, asFieldsList, asString, type Fields, textOf } from '../state/read.ts';
import { Text } from '../text/mrkdwn.tsx';
import type { ElementProps } from './element.tsx';
import { useSite } from './site.tsx';

/** Radio buttons or checkboxes. */
export function ChoiceGroup(props: ElementProps): VNode {
  const { element, name, block, a11y } = props;
  const site = useSite();
  const groupId = useId();
  const type = asString(element.type);
  const isRadio = type === 'radio_buttons';
  const options = asFieldsList(element.options);
  const state = asFields(site.values[name.blockId]?.[name.actionId]);
  const chosen = isRadio
    ? [asString(asFields(state.selected_option).value)]
    : asFieldsList(state.selected_options).map((option) => asString(option.value));
  const onPick = (picked: Fields) => {
    const value = asString(picked.value);
    const rest = chosen.filter((entry) => entry !== value);
    const wanted = chosen.includes(value) ? rest : [...chosen, value];
    const next = isRadio
      ? { type, selected_option: picked }
      : {
          type,
          selected_options: options.filter((entry) => wanted.includes(asString(entry.value))),
        };
    site.set(name, next);
    if (block.type !== 'input' || block.dispatch_action === true) site.act(name, element, next);
  };
  const { id, 'aria-required': _required, ...groupA11y } = a11y;
  return (
    <div
      class="choices"
      role={isRadio ? 'radiogroup' : 'group'}
      {...groupA11y}
      data-action-id={name.actionId}
    >
      {options.map((option, index) => (
        <label class="choice">
          <input
            type={isRadio ? 'radio' : 'checkbox'}
            name={groupId}
            {...(index === 0 && id ? { id } : {})}
            checked={chosen.includes(asString(option.value))}
            onChange={() => onPick(option)}
          />
          <span class="choice-text">
            <Text value={option.text} />
            {textOf(option.description) && (
              <small>
                <Text value={option.description} />
              </small>
            )}
          </span>
        </label>
      ))}
    </div>
  );
}

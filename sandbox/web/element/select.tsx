import type { VNode } from 'preact';
import type { Channel, Person, Snapshot } from '../../protocol.ts';
import { asFields, asFieldsList, asString, asStrings, type Fields, textOf } from '../state/read.ts';
import { channelLabel, useWorkspace } from '../state/workspace.ts';
import type { ElementProps } from './element.tsx';
import { useSite } from './site.tsx';
import { chosenOf, optionsOf } from './values.ts';

/** Something that can be chosen: an option of the app's, a person or a channel. */
export interface Choice {
  value: string;
  label: string;
  description: string;
}

/** A select of one, whatever it selects. */
export function Select(props: ElementProps): VNode {
  const { element, name, block, a11y } = props;
  const site = useSite();
  const groups = useChoices(element);
  const state = asFields(site.values[name.blockId]?.[name.actionId]);
  const selected = asString(asFields(state.selected_option).value) || chosenId(state);
  const placeholder = textOf(element.placeholder) || 'Select an option';
  const onChange = (value: string) => {
    const next = stateOfOne(element, value);
    site.set(name, next);
    if (block.type !== 'input' || block.dispatch_action === true) site.act(name, element, next);
  };
  const chosen = groups.flatMap(({ choices }) => choices).find(({ value }) => value === selected);
  return (
    <>
      <span class={`select ${selected ? '' : 'select-empty'}`}>
        <select
          {...a11y}
          aria-label={a11y['aria-labelledby'] ? undefined : a11y.id ? undefined : placeholder}
          data-action-id={name.actionId}
          value={selected}
          onChange={(event) => onChange(event.currentTarget.value)}
        >
          <option value="" disabled={block.optional !== true} hidden={block.optional !== true}>
            {placeholder}
          </option>
          {groups.map(({ label, choices }) =>
            label ? (
              <optgroup label={label}>{choices.map(optionView)}</optgroup>
            ) : (
              choices.map(optionView)
            ),
          )}
        </select>
      </span>
      {chosen?.description && <small class="select-description">{chosen.description}</small>}
    </>
  );
}

/** What a select offers, in its groups; people and channels come from the workspace. */
export function useChoices(element: Fields): { label: string; choices: Choice[] }[] {
  const { snapshot, viewer } = useWorkspace();
  const type = asString(element.type).replace('multi_', '');
  if (type === 'users_select') return [{ label: '', choices: peopleChoices(snapshot) }];
  if (type === 'channels_select') {
    const open = snapshot.channels.filter(
      ({ kind, isArchived }) => kind === 'public' && !isArchived,
    );
    return [
      { label: '', choices: open.map((channel) => channelChoice(snapshot, channel, viewer)) },
    ];
  }
  if (type === 'conversations_select') {
    const fitting = snapshot.channels.filter((channel) => isFitting(channel, element, snapshot));
    return [{ label: '', choices: fitting.map((entry) => channelChoice(snapshot, entry, viewer)) }];
  }
  const groups = asFieldsList(element.option_groups);
  if (groups.length === 0) return [{ label: '', choices: optionsOf(element).map(optionChoice) }];
  return groups.map((group) => ({
    label: textOf(group.label),
    choices: asFieldsList(group.options).map(optionChoice),
  }));
}

/** The state of a multi-select with these ids chosen. */
export function stateOfMany(element: Fields, values: string[]): Fields {
  const type = asString(element.type);
  if (type === 'multi_users_select') return { type, selected_users: values };
  if (type === 'multi_channels_select') return { type, selected_channels: values };
  if (type === 'multi_conversations_select') return { type, selected_conversations: values };
  const chosen = optionsOf(element).filter((option) => values.includes(asString(option.value)));
  return { type, selected_options: chosen };
}

function stateOfOne(element: Fields, value: string): Fields {
  const type = asString(element.type);
  const id = value || null;
  if (type === 'users_select') return { type, selected_user: id };
  if (type === 'channels_select') return { type, selected_channel: id };
  if (type === 'conversations_select') return { type, selected_conversation: id };
  const option = optionsOf(element).find((entry) => asString(entry.value) === value);
  return { type, selected_option: option ?? null };
}

function chosenId(state: Fields): string {
  const id = state.selected_user ?? state.selected_channel ?? state.selected_conversation;
  return asString(id) || (chosenOf(state)[0] ?? '');
}

function optionView(choice: Choice): VNode {
  return <option value={choice.value}>{choice.label}</option>;
}

function optionChoice(option: Fields): Choice {
  return {
    value: asString(option.value),
    label: textOf(option.text),
    description: textOf(option.description),
  };
}

function peopleChoices(snapshot: Snapshot): Choice[] {
  const active = snapshot.people.filter(({ isDeleted }) => !isDeleted);
  const byRank = [...active].sort((a, b) => Number(a.isBot) - Number(b.isBot));
  return byRank.map((person) => ({
    value: person.id,
    label: person.realName || person.name,
    description: kindOfPerson(person),
  }));
}

function kindOfPerson(person: Person): string {
  if (person.isBot) return 'App';
  if (person.isExternal) return 'Other organisation';
  return person.isGuest || person.isSingleChannelGuest ? 'Guest' : '';
}

function channelChoice(snapshot: Snapshot, channel: Channel, viewer: Person): Choice {
  const label = channelLabel(snapshot, channel, viewer.id);
  const sign = { public: '# ', private: 'private: ', im: '' }[channel.kind];
  return { value: channel.id, label: `${sign}${label}`, description: '' };
}

function isFitting(channel: Channel, element: Fields, snapshot: Snapshot): boolean {
  if (channel.isArchived) return false;
  const filter = asFields(element.filter);
  const kinds = asStrings(filter.include);
  if (kinds.length > 0 && !kinds.includes(channel.kind)) return false;
  if (filter.exclude_external_shared_channels && channel.isExternal) return false;
  const isWithBot = channel.kind === 'im' && channel.memberIds.includes(snapshot.app.botUserId);
  return !(filter.exclude_bot_users && isWithBot);
}

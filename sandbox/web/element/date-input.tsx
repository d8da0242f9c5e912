import type { VNode } from 'preact';
import { asFields, asNumber, asString, type Fields, textOf } from '../state/read.ts';
import { useWorkspace } from '../state/workspace.ts';
import { clockOf, dayOf, instantOfLocal } from '../text/time.ts';
import type { ElementProps } from './element.tsx';
import { useSite } from './site.tsx';

/** A date, a time, or both. */
export function DateInput(props: ElementProps): VNode {
  const { element, name, block, a11y } = props;
  const { viewer } = useWorkspace();
  const site = useSite();
  const type = asString(element.type);
  const state = asFields(site.values[name.blockId]?.[name.actionId]);
  const onChange = (value: string) => {
    const next = stateOf(type, value, viewer.tz);
    site.set(name, next);
    // A browser reports half-typed dates as empty; only a whole one is a choice.
    const isChoice = value !== '' || block.optional === true;
    const isSent = block.type !== 'input' || block.dispatch_action === true;
    if (isChoice && isSent) site.act(name, element, next);
  };
  return (
    <input
      {...a11y}
      {...(a11y.id || a11y['aria-labelledby']
        ? {}
        : { 'aria-label': textOf(element.placeholder) || labels[type] || 'Date' })}
      class="field field-date"
      type={inputTypes[type] ?? 'date'}
      data-action-id={name.actionId}
      value={shownValue(type, state, viewer.tz)}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

const inputTypes: Record<string, 'date' | 'time' | 'datetime-local'> = {
  datepicker: 'date',
  timepicker: 'time',
  datetimepicker: 'datetime-local',
};

const labels: Record<string, string> = {
  datepicker: 'Select a date',
  timepicker: 'Select a time',
  datetimepicker: 'Select a date and time',
};

function stateOf(type: string, value: string, tz: string): Fields {
  if (type === 'timepicker') return { type, selected_time: value || null };
  if (type === 'datepicker') return { type, selected_date: value || null };
  const [day, time] = value.split('T');
  const at = day && time ? instantOfLocal(day, time, tz).getTime() / 1000 : null;
  return { type, selected_date_time: at };
}

function shownValue(type: string, state: Fields, tz: string): string {
  if (type === 'timepicker') return asString(state.selected_time);
  if (type === 'datepicker') return asString(state.selected_date);
  const unix = asNumber(state.selected_date_time);
  if (unix === undefined) return '';
  const at = new Date(unix * 1000);
  return `${dayOf(at, tz)}T${clockOf(at, tz)}`;
}

import type { VNode } from 'preact';
import { asString, type Fields } from '../state/read.ts';
import { ButtonElement, OverflowElement } from './button.tsx';
import { ChoiceGroup } from './choice.tsx';
import { DateInput } from './date-input.tsx';
import { ImageElement } from './image.tsx';
import { MultiSelect } from './multi-select.tsx';
import { Select } from './select.tsx';
import type { ElementKey } from './site.tsx';
import { TextInput } from './text-input.tsx';

/** How a field is named and described to a screen reader. */
export interface FieldA11y {
  id?: string;
  'aria-labelledby'?: string;
  'aria-label'?: string;
  'aria-describedby'?: string;
  'aria-invalid'?: boolean;
  'aria-required'?: boolean;
}

/** What every element is given. */
export interface ElementProps {
  element: Fields;
  block: Fields;
  name: ElementKey;
  a11y: FieldA11y;
}

/** Any Block Kit element. */
export function ElementView(props: ElementProps): VNode {
  const type = asString(props.element.type);
  const View = views[type];
  if (View) return <View {...props} />;
  return <span class="unsupported">Unsupported element “{type || 'without a type'}”</span>;
}

const views: Record<string, (props: ElementProps) => VNode> = {
  button: ButtonElement,
  overflow: OverflowElement,
  image: ImageElement,
  plain_text_input: TextInput,
  email_text_input: TextInput,
  url_text_input: TextInput,
  number_input: TextInput,
  static_select: Select,
  users_select: Select,
  channels_select: Select,
  conversations_select: Select,
  multi_static_select: MultiSelect,
  multi_users_select: MultiSelect,
  multi_channels_select: MultiSelect,
  multi_conversations_select: MultiSelect,
  radio_buttons: ChoiceGroup,
  checkboxes: ChoiceGroup,
  datepicker: DateInput,
  timepicker: DateInput,
  datetimepicker: DateInput,
};

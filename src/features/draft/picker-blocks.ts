import type { InputBlock, KnownBlock } from '@slack/types';
import { checkboxes, input, section, select } from '../../platform/slack/blocks.ts';
import { LENS_LABELS } from '../onepager/amendment-rules.ts';
import { blockIdOf } from '../onepager/field-rules.ts';
import { type BetFields, LENSES, listTokens } from '../quality/rules.ts';
import { findLens } from '../scene/lens-rules.ts';
import { draftActions } from './form.ts';

/** What the pickers are drawn from. */
interface Picked {
  fields: BetFields;
  metadata: { revision: number };
}

/** The roles as choices of a menu. */
export const lensChoices = LENSES.map((value) => ({ value, label: LENS_LABELS[value] }));

/** *Pairs that fit each other*: fills the two names below with a role's pair. */
export function pairBlock({ fields, metadata }: Picked): KnownBlock {
  return section('*Pairs that fit each other* fill what moves first and what must move.', {
    blockId: blockIdOf('pair', metadata.revision),
    accessory: select({
      actionId: draftActions.pair,
      placeholder: 'Choose a role',
      ...(findLens(fields.lens) === undefined ? {} : { initial: fields.lens }),
      choices: lensChoices,
    }),
  });
}

/** Three ticks under the limit; what stays unticked is a gap that can be seen. */
export function guardrailChecksBlock({ fields, metadata }: Picked): InputBlock {
  return input({
    blockId: blockIdOf('guardrailChecks', metadata.revision),
    label: 'This limit',
    isOptional: true,
    element: checkboxes({
      initial: listTokens(fields.guardrailChecks),
      choices: [
        { value: 'small', label: 'is small, can be seen, and is about this test alone' },
        { value: 'early', label: 'trips before harm grows' },
        { value: 'owner', label: 'has somebody who may stop at once, alone' },
      ],
    }),
  });
}

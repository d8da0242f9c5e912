import type { ModalView } from '@slack/types';
import { modal, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { mention } from '../../platform/slack/text.ts';
import { strong } from '../onepager/messages.ts';
import type { OnePager } from '../onepager/rules.ts';

type Named = Pick<OnePager, 'number' | 'bet' | 'ownerId' | 'state'>;

/** The sentences that people are told. */
export const handOverWords = {
  gone: 'This one-pager is not there any more. `/onepager list` shows what there is.',
  notYours: (onepager: Named) =>
    `${nameOf(onepager)} is handed over by its owner ${mention(onepager.ownerId)} or a leader of the team.`,
  ended: (onepager: Named) =>
    `${nameOf(onepager)} is ${onepager.state}, so there is nothing to hand over.`,
  nobody: 'Choose who takes it over.',
  sameOwner: 'It is theirs already. Choose somebody else, or close this window.',
  notMember:
    'An owner is a full member of the team’s channel. Invite them there first, or choose somebody else.',
} as const;

/** Told in the card's thread, where the new owner is mentioned once. */
export function handedOverMessage(
  onepager: Named,
  hands: { by: string; from: string; to: string },
): MessageContent {
  const from = hands.by === hands.from ? '' : ` from ${mention(hands.from)}`;
  const text =
    hands.by === hands.to
      ? `${mention(hands.to)} takes over ${nameOf(onepager)}${from}.`
      : `${mention(hands.by)} hands ${nameOf(onepager)}${from} over to ${mention(hands.to)}.`;
  return { text, blocks: [section(`${text} The next review asks the new owner for readings.`)] };
}

/** Said in place of the form when it is done. */
export function handedOverView(onepager: Named, to: string): ModalView {
  return modal({
    callbackId: 'handover.done',
    title: 'Handed over',
    close: 'Done',
    blocks: [
      section(`${nameOf(onepager)} is with ${mention(to)} now. They are told in its thread.`),
    ],
  });
}

function nameOf(onepager: Named): string {
  return strong(`#${onepager.number} ${onepager.bet.title}`, 200);
}

import { afterBecause } from '../../lib/text.ts';
import { actions, button, context, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { cut, dateToken, escape, mention, oneLine } from '../../platform/slack/text.ts';
import { headline } from '../decision/message-record.ts';
import {
  type CorrectionRefusal,
  type KeyRefusal,
  keysNeeded,
  type Reversal,
} from '../decision/reversal-rules.ts';
import type { Decision } from '../decision/rules.ts';

/** The ids of this feature's buttons; their value is the question's id, or the entry's. */
export const keyActions = {
  turn: 'twokey.turn',
  withhold: 'twokey.withhold',
  withdraw: 'twokey.withdraw',
} as const;

/** How a question for two keys stands, with the people by id. */
export interface QuestionView {
  reversal: Reversal;
  decision: Decision;
  /** Whose keys count, in order; who could still turn one; who would rather not. */
  turned: readonly string[];
  waiting: readonly string[];
  withheld: readonly string[];
  /** The number of the entry that it ended with. */
  entryNumber?: number;
}

/**
 * The card in the channel and, with `toUserId`, one key-holder's own message: what is asked, whose keys are turned, and
 * while it waits the buttons that fit everybody there, or just that person.
 */
export function questionMessage(view: QuestionView, toUserId?: string): MessageContent {
  const { reversal } = view;
  const why = words(afterBecause(reversal.correction.because), 500);
  const what = [
    `*${headline(view.decision)}*`,
    `${mention(reversal.proposedBy)} ${reversal.state === 'open' ? 'asks' : 'asked'}, because: ${why}`,
    ...(reversal.correction.mode === 'words' ? [sayInstead(view)] : []),
  ];
  const lines = [`*${askedWords(view)}*`, ...what];
  const text = `${askedWords(view)}: ${headline(view.decision)}`;
  if (reversal.state !== 'open') {
    return {
      text: endWords(view),
      blocks: [section(`*${endWords(view)}*`), context(what.join('\n'))],
    };
  }
  return {
    text,
    blocks: [
      section(lines.join('\n')),
      section(keyLines(view).join('\n')),
      buttons(view, toUserId),
    ],
  };
}

/** The same for a key-holder to whom the team's channel is closed: nothing of its words. */
export function closedQuestion(view: QuestionView, toUserId: string): MessageContent {
  const { reversal, decision } = view;
  const text = `*${askedWords(view)}*, an entry of a team whose channel is closed to you. Ask ${mention(reversal.proposedBy)} what it is about before you turn your key.`;
  if (reversal.state !== 'open') {
    return { text: endWords(view), blocks: [section(endWords(view))] };
  }
  return {
    text: `${askedWords(view)} (#${decision.number})`,
    blocks: [section(text), section(keyLines(view).join('\n')), buttons(view, toUserId)],
  };
}

/** Tells the person who asked how it ended. */
export function endNote(view: QuestionView): MessageContent {
  const text = endWords(view);
  return { text, blocks: [section(text)] };
}

/** Why a key does not turn, to the person who pressed. */
export function keyRefusalText(refusal: KeyRefusal, view: QuestionView): string {
  const { number } = view.decision;
  switch (refusal) {
    case 'settled':
    case 'expired':
      return endWords(view);
    case 'proposer':
      return `You asked for this yourself, so it takes two other key-holders: ${people(view.waiting)}. *Withdraw* on the card in the channel takes your question back.`;
    case 'not-a-holder':
      return 'Turning a key is for the team’s key-holders. A leader can name you one, with *Roles* in `/onepager settings`.';
    case 'turned-already':
      return `Your key is turned already; #${number} waits for one more from ${people(view.waiting)}. *Take my key back*, in my direct message to you, takes yours back.`;
    case 'not-the-asker':
      return `Only ${mention(view.reversal.proposedBy)}, who asked, can withdraw the question. A key-holder says no with *Rather not*.`;
    case 'withheld-already':
      return 'You said *Rather not* already, so your key does not count. *Turn my key* changes that while the question is open.';
  }
}

/** Why an entry is not corrected, to the person who wanted to. */
export function correctionRefusalText(
  refusal: CorrectionRefusal,
  about: { decision: Decision; others: number },
): string {
  const { number, supersededByNumber } = about.decision;
  switch (refusal) {
    case 'not-correctable':
      return 'This entry tells how something began, changed or was taken back. Amend a one-pager on its card; what holds now is decided at its next review.';
    case 'superseded':
      return `#${number} is corrected already, by #${supersededByNumber ?? number}. \`/onepager show ${supersededByNumber ?? number}\` shows it, and you can correct that one.`;
    case 'waiting':
      return `Two keys are asked about #${number} already. \`/onepager show ${number}\` says who is waited for.`;
    case 'too-few-keys':
      return `#${number} is major, so correcting it takes two key-holders besides you, and the team has ${about.others === 0 ? 'none' : 'one'}. A leader can name more with *Roles* in \`/onepager settings\`; somebody from another team will do.`;
  }
}

/** What people are told when something is not there, or not theirs. */
export const twokeyWords = {
  gone: 'I cannot find that entry any more. `/onepager decisions` shows the log.',
  goneQuestion:
    'This question is not there any more, and nothing changed. `/onepager decisions` shows the log.',
  notYours:
    'Correcting an entry is for whoever decided it, the owner of its one-pager, or a leader of the team. Tell one of them what is wrong with it.',
} as const;

/** Said once a correction is written. */
export function correctedText(
  entry: Pick<Decision, 'number' | 'isReversal'>,
  corrected: Decision,
): string {
  const does = entry.isReversal === true ? 'reverses' : 'corrects';
  return `*#${entry.number}* ${does} *#${corrected.number}*. Both stay in the log; \`/onepager show ${entry.number}\` shows what holds.`;
}

/** Said once two keys are asked. */
export function askedText(view: QuestionView): string {
  return `Asked: ${people(view.waiting)}. Two of them turn their key, and #${view.decision.number} is ${doneWord(view.reversal)}; until ${dateToken(view.reversal.expiresAt, 'date-time')}, then the question ends by itself. You can take it back with *Withdraw* on the card in the channel.`;
}

function askedWords(view: QuestionView): string {
  const what = view.reversal.correction.mode === 'reverse' ? 'reverse' : 'put right';
  return `Two keys are asked to ${what} #${view.decision.number}`;
}

function sayInstead({ reversal, decision }: QuestionView): string {
  const { title, line, learned } = reversal.correction;
  const parts = [
    ...(title === decision.title ? [] : [words(title, 150)]),
    words(line, 500),
    ...(learned === '' ? [] : [`Learned: ${words(learned, 300)}`]),
  ];
  return `It would say: ${parts.join(' · ')}`;
}

function keyLines(view: QuestionView): string[] {
  const { turned, waiting, withheld, reversal } = view;
  const missing = keysNeeded - turned.length;
  const isPossible = turned.length + waiting.length + withheld.length >= keysNeeded;
  return [
    turned.length === 0
      ? 'No key is turned yet.'
      : `Turned: ${people(turned)}. One more is missing.`,
    ...(waiting.length === 0
      ? []
      : [
          waiting.length > missing
            ? `Waiting for ${missing} of: ${people(waiting)}`
            : `Waiting for: ${people(waiting)}`,
        ]),
    ...(withheld.length === 0 ? [] : [`Would rather not: ${people(withheld)}`]),
    ...(isPossible
      ? []
      : [
          'The team has too few key-holders for this now. A leader can name one with *Roles* in settings.',
        ]),
    `Ends by itself ${dateToken(reversal.expiresAt, 'date-time')}.`,
  ];
}

function endWords(view: QuestionView): string {
  const { reversal, decision, turned, entryNumber } = view;
  const { number } = decision;
  switch (reversal.state) {
    case 'done': {
      return `#${number} is ${doneWord(reversal)} with two keys: ${people(turned)}. Log #${entryNumber ?? number}.`;
    }
    case 'withdrawn':
      return `${mention(reversal.proposedBy)} took the question back. #${number} stands as it was.`;
    case 'open':
    case 'expired':
      return `Seven days passed without two keys. #${number} stands as it was.`;
  }
}

function doneWord({ correction }: Reversal): string {
  return correction.mode === 'reverse' ? 'reversed' : 'put right';
}

function buttons({ reversal, turned }: QuestionView, toUserId: string | undefined) {
  const { id: value } = reversal;
  const withhold = { actionId: keyActions.withhold, value };
  if (toUserId !== undefined && turned.includes(toUserId)) {
    return actions('keys', button({ label: 'Take my key back', ...withhold }));
  }
  const turn = { label: 'Turn my key', actionId: keyActions.turn, value };
  return actions(
    'keys',
    button({ ...turn, style: 'primary' }),
    button({ label: 'Rather not', ...withhold }),
    // Whoever asked has no message of their own; their button stands where everybody is.
    ...(toUserId === undefined
      ? [button({ label: 'Withdraw', actionId: keyActions.withdraw, value })]
      : []),
  );
}

function people(userIds: readonly string[]): string {
  if (userIds.length === 0) return 'nobody yet';
  const more = userIds.length - 8;
  return `${userIds.slice(0, 8).map(mention).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function words(text: string, max: number): string {
  return cut(escape(oneLine(text)), max);
}

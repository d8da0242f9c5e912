import type { Button, KnownBlock, ModalView } from '@slack/types';
import { formatDate } from '../../lib/time.ts';
import { actions, button, context, modal, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { channelLink, cut, escape, mention, oneLine } from '../../platform/slack/text.ts';
import type { Ask, AskLook, AskRefusal, HelpOutcome } from './rules.ts';

/** The ids of the buttons; `open` carries a team or a one-pager, the others a question. */
export const askActions = {
  open: 'ask.open',
  help: 'ask.help',
  done: 'ask.done',
  withdraw: 'ask.withdraw',
} as const;

/** *I can help*, beside a question in a roll-up. */
export function helpButton(id: Ask['id']): Button {
  return button({ label: 'I can help', actionId: askActions.help, value: id });
}

/** *Ask outside*, for a team or one of its one-pagers. */
export function askButton(value: string): Button {
  return button({ label: 'Ask outside', actionId: askActions.open, value });
}

type Said = Pick<Ask, 'id' | 'whom' | 'what'>;

/** The direct message to whoever asked: who can help, and how the question ends. */
export function helperMessage(
  ask: Said & Pick<Ask, 'state'>,
  helper: { userId: string },
): MessageContent {
  const text = `${mention(helper.userId)} can help: ${nameOf(ask)}`;
  const ended = { done: 'Marked as done. Thank you both.', withdrawn: 'You withdrew this.' };
  if (ask.state !== 'open') {
    return { text, blocks: [section(`${text}\n${ended[ask.state]}`)] };
  }
  return {
    text,
    blocks: [
      section(
        `${text}\nWrite to them. It stays in the roll-up until somebody says that it is done.`,
      ),
      endButtons(ask.id),
    ],
  };
}

/** The team's open questions on Home, each with the buttons that end it; nothing when there is none. */
export function askBlocks(asks: readonly AskLook[]): KnownBlock[] {
  if (asks.length === 0) return [];
  const left = asks.length - mostOnHome;
  return [
    section('*Asked outside the team*'),
    ...asks.slice(0, mostOnHome).flatMap((ask) => {
      const helpers =
        ask.helpers.length === 0 ? '' : ` · ${ask.helpers.map(mention).join(' ')} can help`;
      const line = section(`${nameOf(ask)}, asked ${formatDate(ask.sinceOn)}${helpers}`);
      return ask.mayEnd ? [line, endButtons(ask.id)] : [line];
    }),
    ...(left > 0 ? [context(`and ${left} more, which come up as these are done`)] : []),
  ];
}

/** Home holds 100 blocks for everything. */
const mostOnHome = 4;

function endButtons(id: Ask['id']): KnownBlock {
  return actions(
    `ask.${id}`,
    button({ label: 'Done', actionId: askActions.done, value: id, style: 'primary' }),
    button({ label: 'Withdraw', actionId: askActions.withdraw, value: id }),
  );
}

/** Said in place of the form when it is done. */
export function askedView(ask: Said, told: { rollupIn: string; isKept: boolean }): ModalView {
  const where = told.isKept
    ? 'It is told in your own channel’s roll-up only, because it is not shared.'
    : `It is in every roll-up in ${channelLink(told.rollupIn)} until it is done, with *I can help*.`;
  return modal({
    callbackId: 'ask.asked',
    title: 'Asked',
    close: 'Done',
    blocks: [
      section(
        `${nameOf(ask)}\n${where} I write to you when somebody can help. Home has *Done* and *Withdraw*.`,
      ),
    ],
  });
}

/** Why a question is not asked as it was written, at its field. */
export function askErrors(refusals: readonly AskRefusal[]): Record<string, string> {
  return Object.fromEntries(
    refusals.map(({ field, refused }) => [
      field,
      refused === 'same'
        ? 'Your team asks for exactly this already. Home shows it; end that one first, or say what is different.'
        : field === 'whom'
          ? 'Say who could help: another team, a craft, a person.'
          : 'Say in a line what you need.',
    ]),
  );
}

/** What *I can help* is answered with. */
export function helpText(
  outcome: HelpOutcome,
  ask: Said & Pick<Ask, 'byUserId' | 'state'>,
): string {
  const said: Readonly<Record<HelpOutcome, string>> = {
    helps: `Thank you. ${mention(ask.byUserId)} hears from me that you can help: ${nameOf(ask)}`,
    'helped-already': `You said so already, and ${mention(ask.byUserId)} knows. Write to them if you have not heard.`,
    own: 'You asked this yourself. I write to you as soon as somebody can help.',
    closed:
      ask.state === 'done'
        ? 'This is done already. Thank you all the same.'
        : 'This is not needed any more. Thank you all the same.',
    'not-full':
      'I can pass on help from full members of this workspace. Write in the thread; the team reads it.',
    'not-readable': askWords.gone,
  };
  return said[outcome];
}

/** The sentences that people are told. */
export const askWords = {
  gone: 'This question is not there any more. The newest roll-up has those that are open.',
  noTeam: 'This team is not there any more. Open Home to choose another.',
  notMember: 'Full members of the team’s channel ask for help outside. Ask one of them to do it.',
  notYours: (byUserId: string) =>
    `Whoever asked, ${mention(byUserId)}, the owner of its one-pager or a leader of the team ends this.`,
  ended: {
    done: 'Marked as done. The roll-up says so, and the next one is without it.',
    withdrawn: 'Withdrawn. The next roll-up is without it.',
  },
  endedBefore: {
    done: 'It was marked as done before.',
    withdrawn: 'It was withdrawn before.',
    open: 'It is still open.',
  },
} as const;

function nameOf({ whom, what }: Said): string {
  return `*${words(whom, 80)}*: ${words(what, 300)}`;
}

function words(text: string, max: number): string {
  return cut(escape(oneLine(text)).replaceAll('*', '∗'), max);
}

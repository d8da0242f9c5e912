import type { KnownBlock, ModalView } from '@slack/types';
import { button, context, modal, section } from '../../platform/slack/blocks.ts';
import { channelLink } from '../../platform/slack/text.ts';
import { crowdOf, showCode } from './rules.ts';

/** The ids of the sealed room's buttons and choices. */
export const andonActions = {
  team: 'andon.team',
  more: 'andon.more',
  code: 'andon.code',
} as const;

/** Sentences that only the person sees. */
export const andonWords = {
  noTeam:
    'You are in no team yet, so there is nothing here to doubt. When you have joined your team’s channel, try again in some minutes. Nothing of this was noted.',
  guest:
    'The andon is for full members of the team’s channel, so that nobody is easier to guess than others. A full member can pull it for you, or you can speak to somebody whom you trust. Nothing of this was noted.',
  tooMany:
    'You have sent three andons this week, which is all that one person has. The next one goes from Monday on; until then a follow-up with a code of yours is free. Only you see this, and it is kept nowhere.',
  teamFull:
    'This team has as many andons this week as it can answer, so that none is left lying. Please send yours from Monday on, or press *Freeze* on the one-pager if it cannot wait. Only you see this.',
  workspaceFull:
    'So many andons came this week that they could not be answered any more. Please send yours from Monday on, or press *Freeze* on the one-pager if it cannot wait. Only you see this.',
  known:
    'This andon has arrived, once: sending it again does nothing more. Its code was shown when it was first sent and cannot be shown twice; you can watch its answer in the channel.',
  oldForm:
    'This form is from an older version, so nothing was sent. Please open it once more; what you typed is still here to copy.',
  typedCode:
    'A code is never typed into a channel. Nothing of it was kept. Please run `/onepager receipt` without anything after it: a window opens that asks for the code.',
  wrongCode:
    'No andon opens with this code. Please look at it once more: 26 letters and digits. A withdrawn andon has no code any more.',
  tries: 'Those were many tries in a short time. Please try again in an hour; nothing was noted.',
  mineGone: 'This andon was withdrawn meanwhile, so nothing was added.',
  oncePerWeek: 'You have said so this week already. From Monday on you can say it again.',
  notAnswered: 'It has no answer yet, so there is nothing to send back.',
  postedMeanwhile: 'It was posted this very moment. Please send this once more.',
  enoughWaits:
    'Three things wait for their moment already. Please add the next one when they are posted.',
  enoughWords: 'It holds as many words as fit already. What is new can be added once it is posted.',
  added: 'Saved. It is added at one of the next moments at which andons are posted.',
  addedToWaiting: 'Saved. It is posted together with your andon.',
  withdrawn:
    'Withdrawn. It was not posted, and nothing of it is kept. The code opens nothing more.',
  willWithdraw:
    'Saved. At one of the next moments the andon says that it was withdrawn, your own words are taken out of it, and then the code opens nothing more.',
  willReopen: 'Saved. At one of the next moments the andon is open again.',
} as const;

/** What the form promises: four short lines, and how few people it could be. */
export function promiseBlocks(promise: { channelId: string; people: number }): KnownBlock[] {
  const { people } = promise;
  const channel = channelLink(promise.channelId);
  const lines = [
    '• Your name, id and the exact time are not kept.',
    `• Posted in ${channel} later, at a random moment.`,
    `• It could be any of ${countPeople(people)} in the channel.`,
    '• Can’t be hidden: your style, that Slack carried your click, a bot altered to record.',
  ];
  return [
    section(lines.join('\n'), {
      accessory: button({ label: 'More', actionId: andonActions.more, value: 'more' }),
    }),
    ...crowdBlock(people),
  ];
}

function crowdBlock(people: number): KnownBlock[] {
  switch (crowdOf(people)) {
    case 'many':
      return [];
    case 'few':
      return [
        context(
          `${countPeople(people)} is few: who knows the team may guess. A ready-made reason gives away least.`,
        ),
      ];
    case 'very-few':
      return [section(`:warning: ${fewWords(people)}`)];
  }
}

function fewWords(people: number): string {
  return `*Only ${countPeople(people)} could have sent this.* It may well be guessed, whatever Barbell hides. You are asked once more before it goes.`;
}

function countPeople(people: number): string {
  return people === 1 ? '1 person' : `${people} people`;
}

/** Shown in place of the form where a team has switched the andon off for so few. */
export function offBlocks(channelId: string): KnownBlock[] {
  return [
    section(
      `${channelLink(channelId)} has fewer than five people who could pull the andon, and the team has chosen to switch it off for so few. Speak to somebody whom you trust, or press *Freeze* on the one-pager, which goes by name. Nothing of this was noted.`,
    ),
  ];
}

/** The whole promise, as the team can check it. (reliability.md 5.1) */
export function moreView(tellsHour: boolean): ModalView {
  return modal({
    callbackId: 'andon.promise',
    title: 'What is promised',
    close: 'Back',
    blocks: [
      section(
        'Your report is shown to the team without your name. *The bot keeps nothing that links it to you*: no user id, no hash of it, no exact time, no address to answer you. Whoever runs the bot cannot look it up afterwards, not even with the database, the logs and the backups.',
      ),
      section(
        '*What we cannot hide:* your words and style; that Slack itself carried your click; that a person who changes the bot’s program could record future reports; and, in a team of N, that it was one of N people.',
      ),
      section(
        '*Not promised:* protection from Slack or a legal order to Slack, from an employer who manages your device or watches the network, and from your own words.',
      ),
      section(
        '*How it is posted:* it is saved at once and dated by the week. Some times a working day everything that waits is mixed, and at a random moment later at most two are posted.',
      ),
      ...(tellsHour
        ? [
            context(
              'Here the database is PostgreSQL: whoever operates it may learn the hour at which a report was written, never the person.',
            ),
          ]
        : []),
      context(
        'How this is tested, and how an operator can check it: docs/anonymity.md of Barbell.',
      ),
    ],
  });
}

/** The only time that the code is seen. */
export function savedView(code: string): ModalView {
  return modal({
    callbackId: 'andon.saved',
    title: 'Saved',
    close: 'I have kept the code',
    blocks: [
      section(
        '*Saved, without your name.* It is posted later on a working day, at a random moment.',
      ),
      section(`Your code, shown this once:\n\`\`\`${showCode(code)}\`\`\``),
      section(
        'Keep it where only you look. With it you can read the answer, add something, withdraw, or say *not answered for me*: `/onepager receipt`, or *I have a code from before* in the andon form. Without it the andon still counts; its answer is public in the channel.',
      ),
    ],
  });
}

/** A sentence in place of a form. */
export function andonNotice(text: string): ModalView {
  return modal({
    callbackId: 'andon.notice',
    title: 'Andon',
    close: 'OK',
    blocks: [section(text)],
  });
}

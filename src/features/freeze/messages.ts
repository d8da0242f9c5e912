import type { Button, KnownBlock } from '@slack/types';
import type { OnePagerId, TeamId } from '../../lib/ids.ts';
import { formatDate } from '../../lib/time.ts';
import { actions, button, context, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { dateToken, mention } from '../../platform/slack/text.ts';
import type { Decision } from '../decision/rules.ts';
import type { Freeze, FreezeRefusal } from '../onepager/freeze-rules.ts';
import { onepagerActions, strong, words } from '../onepager/messages.ts';
import type { OnePager } from '../onepager/rules.ts';
import { readClock } from '../opening/rules.ts';

/** The ids of this feature's buttons; values are a one-pager's id, of *Freeze* on Home a team's. */
export const freezeActions = {
  open: onepagerActions.freeze,
  end: onepagerActions.endFreeze,
  now: 'freeze.now',
  tomorrow: 'freeze.tomorrow',
  pick: 'freeze.pick',
  reshape: 'freeze.reshape',
} as const;

/** *Freeze*, for messages of any feature: about one one-pager, or about a team whose one-pager the form asks for. */
export function freezeButton(about: { onepagerId: OnePagerId } | { teamId: TeamId }): Button {
  const value = 'teamId' in about ? about.teamId : about.onepagerId;
  return button({ label: 'Freeze', actionId: freezeActions.open, value });
}

function endFreezeButton(onepagerId: OnePagerId): Button {
  return button({
    label: 'End the freeze',
    actionId: freezeActions.end,
    value: onepagerId,
    style: 'primary',
  });
}

/** What of a one-pager the messages name. */
export type Frozen = Pick<OnePager, 'id' | 'number' | 'bet' | 'state'>;

/** What the announcement in the home channel is drawn from. */
export interface AnnouncementView {
  freeze: Freeze;
  onepager: Frozen;
  /** Whom the evidence review calls. */
  called: readonly string[];
  /** What became of it. */
  decision?: Decision;
}

/** The one message that tells the channel of a freeze: who, why, what is paused and when it is decided; edited to its end. */
export function announcement(view: AnnouncementView): MessageContent {
  const { freeze, onepager, decision } = view;
  const name = strong(`#${onepager.number} ${onepager.bet.title}`, 200);
  const why = `${mention(freeze.byUserId)} stopped the line: ${words(freeze.reason, 600)}`;
  if (decision !== undefined) {
    return {
      text: `${endedWords(decision)}: #${onepager.number} ${words(onepager.bet.title, 150)}`,
      blocks: [
        section(`*${endedWords(decision)}:* ${name}`),
        section(`${why}\n${resultLine(decision)}`),
      ],
    };
  }
  return {
    text: `Frozen: #${onepager.number} ${words(onepager.bet.title, 150)}: ${words(freeze.reason, 300)}`,
    blocks: [
      section(`*Frozen:* ${name}\n${why}`),
      section(
        `Paused until a decision: its reviews, votes and reminders. Please pause its test too. How it is undone: ${words(onepager.bet.guardrail.rollback, 300) || 'not written down'}`,
      ),
      section(reviewLine(view)),
      announcementButtons(view),
    ],
  };
}

/** What the evidence review is drawn from. Lines of `known` are mrkdwn. */
export interface EvidenceView extends AnnouncementView {
  openedAt: Date;
  isLate: boolean;
  known: readonly string[];
}

/** The evidence review in the freeze's thread: whom it calls, its clock, and what is known. */
export function evidenceMessage(view: EvidenceView, now: Date): MessageContent {
  const { freeze, onepager, decision } = view;
  const name = strong(`#${onepager.number} ${onepager.bet.title}`, 200);
  const people = view.called.map(mention).join(' ');
  const late = view.isLate
    ? `\nIt opens late: it was due ${dateToken(freeze.reviewAt, 'date-time')}, while I was not running.`
    : '';
  return {
    text: `Evidence review of #${onepager.number} ${words(onepager.bet.title, 150)}, ${freeze.minutes} minutes`,
    blocks: [
      section(
        `*Evidence review* of ${name}\n${people === '' ? 'A leader can decide' : people}${late}`,
      ),
      section(decision === undefined ? clockLine(view, now) : resultLine(decision)),
      section(`*Frozen because:* ${words(freeze.reason, 600)}`),
      ...view.known.map((line) => section(line)),
      ...(decision === undefined
        ? [
            context(
              'Continue as is, alter or retire: whoever owns it, leads the team or may say stop logs it, with a day to look again.',
            ),
            actions('freeze.end', endFreezeButton(onepager.id)),
          ]
        : []),
    ],
  };
}

/** Said every working day on which a freeze still waits for its decision. */
export function overdueMessage(view: AnnouncementView): MessageContent {
  const { freeze, onepager, called } = view;
  const people = called.map(mention).join(' ');
  const since = dateToken(freeze.reviewAt, 'date-time');
  return {
    text: `Still frozen, decision overdue: #${onepager.number} ${words(onepager.bet.title, 150)}`,
    blocks: [
      section(
        `*Still frozen:* ${strong(`#${onepager.number} ${onepager.bet.title}`, 200)}. Its decision is overdue since the evidence review of ${since}. ${people === '' ? 'A leader can decide.' : `${people}, what does the evidence say?`}`,
      ),
      actions('freeze.end', endFreezeButton(onepager.id)),
    ],
  };
}

/** Tells the channel how a freeze ended. */
export function endedMessage(view: Required<AnnouncementView>): MessageContent {
  const { onepager, decision } = view;
  const head = `${endedWords(decision)}: #${onepager.number} ${words(onepager.bet.title, 150)}`;
  return {
    text: head,
    blocks: [
      section(
        `*${endedWords(decision)}:* ${strong(`#${onepager.number} ${onepager.bet.title}`, 200)}\n${resultLine(decision)}`,
      ),
    ],
  };
}

/** The sentences that people are told. */
export const freezeWords = {
  gone: 'This one-pager is not there any more. `/onepager list` shows what there is.',
  notMember:
    'Freezing is for full members of the team’s channel. Please tell somebody there what you saw.',
  nothingRuns: 'Nothing is running here, so there is nothing to freeze.',
  notFrozen: (onepager: Named) => `${nameOf(onepager)} is not frozen; it is ${onepager.state}.`,
  notYours: (onepager: Named & Pick<OnePager, 'ownerId'>) =>
    `The freeze of ${nameOf(onepager)} is ended by its owner ${mention(onepager.ownerId)}, a leader, or who may say stop.`,
  begun: (onepager: Named) => `The evidence review of ${nameOf(onepager)} has begun already.`,
  set: (onepager: Named, at: Date) =>
    `The evidence review of ${nameOf(onepager)} is ${dateToken(at, 'date-time')}.`,
  over: (number: number) => `This freeze is over: log #${number} says how it ended.`,
  logFrozen: (reason: string) => `Frozen: ${reason}`,
  /** At the fields of the form that picks a time. */
  noTime: 'Choose a day and a time.',
  past: 'That time is over. Pick a later one, or press *Now* on the message.',
  tooLate: (until: string) => `A freeze is short: at the latest ${until}.`,
} as const;

/** Why a one-pager cannot be frozen now, and what to do instead. */
export function freezeRefusal(onepager: Named, why: FreezeRefusal, freeze?: Freeze): string {
  const name = nameOf(onepager);
  switch (why) {
    case 'frozen':
      return freeze === undefined
        ? `${name} is frozen already.`
        : `${name} is frozen already, by ${mention(freeze.byUserId)}: ${words(freeze.reason, 300)}. Its evidence review is ${dateToken(freeze.reviewAt, 'date-time')}; add there what you know.`;
    case 'parked':
      return `${name} is parked, so nothing of it runs. *Bring back* on its card ends that; then it can be frozen.`;
    case 'stopped':
    case 'promoted':
      return `${name} is ${why}, so there is nothing to freeze. What you saw can be kept with *Add as evidence*.`;
    case 'paused':
      return `The team of ${name} is paused: its channel is archived or I am not in it, so nobody there would hear of it. Type \`/invite @Barbell\` there, then freeze.`;
  }
}

type Named = Pick<OnePager, 'number' | 'bet' | 'state'>;

function reviewLine({ freeze, called }: AnnouncementView): string {
  const people = called.length === 0 ? '' : ` · with ${called.map(mention).join(' and ')}`;
  const opened = freeze.openedAt === undefined ? '' : ' · open in the thread';
  return `*Evidence review* ${dateToken(freeze.reviewAt, 'date-time')} · ${freeze.minutes} minutes${people}${opened}`;
}

function announcementButtons({ freeze, onepager }: AnnouncementView): KnownBlock {
  const value = onepager.id;
  if (freeze.openedAt !== undefined) return actions('freeze', endFreezeButton(value));
  return actions(
    'freeze',
    button({ label: 'Now', actionId: freezeActions.now, value }),
    button({ label: 'Next working day, 10:00', actionId: freezeActions.tomorrow, value }),
    button({ label: 'Pick a time…', actionId: freezeActions.pick, value }),
    endFreezeButton(value),
  );
}

function clockLine({ freeze, openedAt }: EvidenceView, now: Date): string {
  const face = readClock(openedAt, now, freeze.minutes);
  const end = dateToken(face.endsAt, 'time');
  if (face.minutesLeft === 0) {
    return `*Clock:* 0. The ${freeze.minutes} minutes are up. It stays frozen until a decision is logged.`;
  }
  const left = face.minutesLeft === 5 ? '5 minutes left' : `${face.minutesLeft} minutes`;
  return `*Clock:* ${left}, until ${end}.`;
}

const endingWords: Readonly<Record<string, string>> = {
  continue: 'The freeze is over, it continues as is',
  change: 'The freeze is over, it was altered',
  stop: 'The freeze is over, it was retired',
};

function endedWords({ kind }: Decision): string {
  return endingWords[kind] ?? 'The freeze is over';
}

/** Who decided what, and when it is looked at again. */
function resultLine(decision: Decision): string {
  const by =
    decision.decidedByUserId === undefined ? '' : ` · ${mention(decision.decidedByUserId)}`;
  const learned = decision.texts.learned ?? '';
  const again =
    decision.revisitOn === undefined ? '' : ` · looked at again ${formatDate(decision.revisitOn)}`;
  const lines = [
    `${words(decision.texts.line ?? '', 500)} · log #${decision.number}${by}${again}`,
    ...(learned === '' ? [] : [`*Learned:* ${words(learned, 500)}`]),
    ...(decision.isReversed === true && decision.supersededByNumber !== undefined
      ? [`*Reversed* by log #${decision.supersededByNumber}: this decision holds no longer.`]
      : []),
    ...(decision.texts.change ? [`*Altered:* ${words(decision.texts.change, 500)}`] : []),
  ];
  return lines.join('\n');
}

function nameOf(onepager: Pick<OnePager, 'number' | 'bet'>): string {
  return strong(`#${onepager.number} ${onepager.bet.title}`, 200);
}

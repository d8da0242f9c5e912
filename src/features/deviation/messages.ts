import type { Button, KnownBlock } from '@slack/types';
import type { TeamId } from '../../lib/ids.ts';
import { afterBecause } from '../../lib/text.ts';
import { actions, button, confirmation, context, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import {
  bold,
  channelLink,
  cut,
  dateToken,
  escape,
  mention,
  oneLine,
} from '../../platform/slack/text.ts';
import type { Approval } from './approval-rules.ts';
import type { DeviationWords } from './habit-rules.ts';
import { findProtected } from './protect-rules.ts';
import type { Meter } from './quota-rules.ts';
import type { Deviation } from './rules.ts';

/** The ids of this feature's buttons and of fields that act as they change. */
export const deviationActions = {
  /** Opens the form; the value is the team's id. */
  log: 'deviation.log',
  /** Fields of the form that change what else it asks. */
  area: 'deviation.area',
  team: 'deviation.team',
  /** Ends an open one with its lesson; the value is its id. */
  retire: 'deviation.retire',
  /** The window of a team's protected areas, in settings; the value is the team's id. */
  areas: 'deviation.areas',
  /** Beside an area of the team's own; the value is the team's id and the area's key. */
  unprotect: 'deviation.unprotect',
  /** Under a request; the value is its id. */
  approve: 'deviation.approve',
  notNow: 'deviation.not-now',
  withdraw: 'deviation.withdraw',
  /** The form again, filled from a request that is over; the value is the request's id. */
  again: 'deviation.again',
} as const;

/** *Log a deviation*, wherever one is missing: on Home, under an alarm, with the roll-up. */
export function logDeviationButton(of: { teamId: TeamId; label?: string }): Button {
  return button({
    label: of.label ?? 'Log a deviation',
    actionId: deviationActions.log,
    value: of.teamId,
  });
}

/** *Retire it*: ends an open deviation with one lesson, at any time. */
export function retireDeviationButton({ id }: Pick<Deviation, 'id'>): Button {
  return button({ label: 'Retire it', actionId: deviationActions.retire, value: id });
}

/** `1 of 1 this cycle`: what was dared, of what the team wants. */
export function meterWords({ written, quota }: Meter): string {
  return `${written} of ${quota} this cycle`;
}

/** A departure in one line: what is done instead of what, and why. mrkdwn. */
export function deviationLine(
  words: Pick<DeviationWords, 'area' | 'deviation' | 'because'>,
  max = 500,
): string {
  const what = short(words.deviation, max);
  return `${placeOf(words.area)} ${bold(cut(oneLine(words.area), 120))}: ${what}, because ${short(afterBecause(words.because), max)}`;
}

/** A habit is departed from; security, compliance and user data are kept, and something is done otherwise in them. */
export function placeOf(area: string): 'Instead of' | 'In' {
  return findProtected(area, []) === undefined ? 'Instead of' : 'In';
}

/** What it may bring, what it may cost, and that it can be undone. mrkdwn. */
export function stakesLine(words: DeviationWords, max = 300): string {
  return [
    ...(words.benefit === '' ? [] : [`Hoped for: ${short(words.benefit, max)}`]),
    ...(words.risk === '' ? [] : [`At risk: ${short(words.risk, max)}`]),
    words.isReversible ? 'Can be undone' : 'Cannot be undone',
  ].join(' · ');
}

/** A loose deviation in the team's channel, as it stands; `approval` when one had to agree beforehand. */
export function deviationMessage(view: {
  deviation: Deviation;
  approval?: Pick<Approval, 'protects' | 'answeredBy'>;
}): MessageContent {
  const { deviation, approval } = view;
  const line = deviationLine(deviation);
  const by = [
    `Logged by ${mention(deviation.byUserId)}`,
    ...(approval?.answeredBy === undefined
      ? []
      : [`${escape(approval.protects)}: agreed beforehand by ${mention(approval.answeredBy)}`]),
  ].join(' · ');
  const blocks: KnownBlock[] = [
    section(`*Deviation* · ${standing(deviation)}\n${line}`),
    context(stakesLine(deviation), by),
  ];
  if (deviation.state !== 'open') {
    return {
      text: `Deviation ${deviation.state}: ${line}`,
      blocks: [...blocks, ...endBlocks(deviation)],
    };
  }
  return {
    text: `Deviation: ${line}`,
    blocks: [...blocks, actions('deviation', retireDeviationButton(deviation))],
  };
}

const standings: Readonly<Record<Deviation['state'], string>> = {
  open: 'open',
  candidate: 'a candidate for a default',
  promoted: 'promoted to a default',
  retired: 'retired',
};

function standing({ state, settledAt }: Deviation): string {
  return settledAt === undefined
    ? standings[state]
    : `${standings[state]} ${dateToken(settledAt, 'inner-date')}`;
}

function endBlocks({ outcome, lesson }: Deviation): KnownBlock[] {
  const lines = [
    ...(outcome === '' ? [] : [`Outcome: ${short(outcome, 500)}`]),
    ...(lesson === '' ? [] : [`Lesson: ${short(lesson, 500)}`]),
  ];
  return lines.length === 0 ? [] : [section(lines.join('\n'))];
}

/** People's words on one line, escaped. */
function short(text: string, max: number): string {
  return cut(escape(oneLine(text)), max);
}

/** Asks an approver to agree beforehand; the same message once it is over. */
export function approvalMessage(view: { approval: Approval; channelId: string }): MessageContent {
  const text = askText(view);
  return { text, blocks: approvalBlocks(view, 'approval') };
}

/** The question with its two buttons, for a message or a page; `blockId` is its own there. */
export function approvalBlocks(
  view: { approval: Approval; channelId: string },
  blockId: string,
): KnownBlock[] {
  const { approval } = view;
  const value = approval.id;
  const whole = section(`${askText(view)}\n${deviationLine(approval)}`);
  const stakes = context(stakesLine(approval));
  if (approval.state !== 'waiting')
    return [whole, stakes, section(`*${upperFirst(endWords(approval))}*`)];
  return [
    whole,
    stakes,
    actions(
      blockId,
      button({ label: 'Approve', actionId: deviationActions.approve, value, style: 'primary' }),
      button({ label: 'Not now', actionId: deviationActions.notNow, value }),
    ),
    context(approveWords),
  ];
}

/** What an approver says with *Approve*, and what not. */
const approveWords =
  '*Approve* means: it may be tried here, as written above and in this team. Nothing is promised for anything else in the area. The first answer counts, and is kept with your name and the time.';

/** Said to an approver who may not read the team any more. */
export function closedApproval(): MessageContent {
  const text = 'This request is over; there is nothing left to answer.';
  return { text, blocks: [section(text)] };
}

function askText({ approval, channelId }: { approval: Approval; channelId: string }): string {
  const what = approval.draftId === undefined ? 'a deviation' : 'a one-pager';
  return `${mention(approval.askedBy)} asks beforehand for ${what} in ${channelLink(channelId)} that touches ${bold(approval.protects)}.`;
}

/** How a request ended, as the end of a sentence. mrkdwn. */
export function endWords(approval: Approval): string {
  const by = approval.answeredBy === undefined ? 'somebody' : mention(approval.answeredBy);
  const at =
    approval.answeredAt === undefined ? '' : `, ${dateToken(approval.answeredAt, 'date-time')}`;
  switch (approval.state) {
    case 'waiting':
      return 'waits for an approver';
    case 'approved':
      return `approved by ${by}${at}`;
    case 'refused':
      return `not now, said ${by}${at}`;
    case 'withdrawn':
      return `taken back by ${by}${at}`;
  }
}

/** Tells the author how their request ended, and what to do next. */
export function approvalNote(view: { approval: Approval; channelId: string }): MessageContent {
  const { approval, channelId } = view;
  const by = approval.answeredBy === undefined ? 'An approver' : mention(approval.answeredBy);
  const where = channelLink(channelId);
  const line = deviationLine(approval, 200);
  if (approval.state === 'approved') {
    const next =
      approval.draftId === undefined
        ? `Your deviation is open now; ${where} has read it.`
        : 'Your one-pager can be published now. What you wrote is kept in its draft; other words about the habit would ask again.';
    const text = `${by} approved beforehand what touches ${escape(approval.protects)} in ${where}. ${next}`;
    return {
      text,
      blocks: [section(text), context(line), ...draftButton(approval, 'Publish it')],
    };
  }
  const text = `${by} said *not now* to what touches ${escape(approval.protects)} in ${where}: ${short(approval.reason, 500)}`;
  const next =
    approval.draftId === undefined
      ? [
          actions(
            'approval',
            button({
              label: 'Write it differently',
              actionId: deviationActions.again,
              value: approval.id,
            }),
          ),
        ]
      : draftButton(approval, 'Open the draft');
  return { text, blocks: [section(text), context(line), ...next] };
}

function draftButton({ draftId }: Approval, label: string): KnownBlock[] {
  if (draftId === undefined) return [];
  return [actions('approval', button({ label, actionId: 'draft.resume', value: draftId }))];
}

/** Kept with a deviation whose habit was taken out of its one-pager: nobody settled it, and it says so. */
export const takenOutWords = {
  outcome: 'The one-pager goes on without it.',
  lesson:
    'Taken out of the one-pager before it was decided, so there is nothing to learn from it yet.',
} as const;

/** Kept with a deviation whose promotion was reversed. */
export const unpromotedOutcome = 'Its promotion to a default was reversed.';

/** *Take it back*, for the author of a request that waits. */
export function withdrawButton({ id }: Pick<Approval, 'id'>): Button {
  return button({
    label: 'Take it back',
    actionId: deviationActions.withdraw,
    value: id,
    confirm: confirmation({
      title: 'Take the request back?',
      text: 'The approvers are told. What you wrote is kept, to be asked again.',
      yes: 'Take it back',
      no: 'Let it wait',
    }),
  });
}

/** Why nobody can be asked, and what to do. `leaderIds`: who may name an approver. */
export function noApproverText(
  refusal: 'no-approver' | 'only-author',
  view: { protects: string; leaders: string },
): string {
  const who =
    refusal === 'no-approver'
      ? 'this team has named no approver yet'
      : 'the only approver of this team is you, and it takes somebody else';
  return `${view.protects} is protected, and ${who}. A leader${view.leaders} names one with Roles in /onepager settings; the person accepts, then this can be asked.`;
}

/** Said at the new mechanism of a one-pager that departs in a protected area. Plain text. */
export function protectedChangeText(protects: string): string {
  return `This departs in a protected area (${protects}), so a new mechanism asks an approver first. Keep this one here and change the test or the gate; or edit the one-pager on its card, which asks.`;
}

/** The calm question above the quota. mrkdwn. */
export function reallyText(meter: Meter, go: string): string {
  const many = meter.written === 1 ? 'one deviation' : `${meter.written} deviations`;
  return `*Really one more?* This cycle has ${many} already, and the team wants ${meter.quota}. One at a time shows which of them it was. It can wait for the next cycle, or press *${go}*.`;
}

function upperFirst(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

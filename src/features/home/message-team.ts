import type { KnownBlock } from '@slack/types';
import { actions, button, context, section } from '../../platform/slack/blocks.ts';
import { channelLink, dateToken, mention } from '../../platform/slack/text.ts';
import type { Alarm } from '../alarm/rules.ts';
import { askBlocks, askButton } from '../ask/messages.ts';
import type { AskLook } from '../ask/rules.ts';
import { sayKind } from '../decision/message-record.ts';
import type { Decision } from '../decision/rules.ts';
import { floorButton } from '../floor/messages.ts';
import type { FloorDefault } from '../floor/rules.ts';
import { isCandidate } from '../floor/rules.ts';
import { freezeButton } from '../freeze/messages.ts';
import { unmuteButton } from '../nudge/messages.ts';
import { onepagerActions, strong, words } from '../onepager/messages.ts';
import type { OnePager } from '../onepager/rules.ts';
import { pullButton } from '../raised/concern-messages.ts';
import type { Team } from '../team/rules.ts';
import { gateWords } from '../verdict/messages.ts';
import { alarmBlocks } from './message-alarm.ts';
import { type DeviationPage, deviationBlocks } from './message-deviation.ts';
import { type FrozenLine, frozenBlocks } from './message-freeze.ts';
import type { ChecklistLine } from './rules.ts';

/** The ids of this feature's buttons; the others lead to the features that answer them. */
export const homeActions = {
  help: 'home.help',
  page: 'home.page',
  team: 'home.team',
  discard: 'home.discard',
  newOnePager: 'draft.new',
  resume: 'draft.resume',
  readings: 'review.readings',
  vote: 'vote.ballot',
  decisions: 'decision.open',
  settings: 'team.settings',
} as const;

/** Something that runs: `numbers` are how its signals went from review to review, `41% → 43% → 46%`. */
export interface RunningLine {
  onepager: Pick<OnePager, 'id' | 'number' | 'bet' | 'ownerId' | 'state'>;
  daysToGate: number;
  numbers: readonly string[];
}

/** What was stopped in the cycle that is open. */
export interface CycleLine {
  number: number;
  stops: number;
}

/**
 * A team as its member sees it; lists are cut to the page already. `runningCount` is all that runs, `ownCount` how much of
 * it is the person's own and stands among theirs.
 */
export interface TeamPage {
  team: Team;
  running: readonly RunningLine[];
  runningCount: number;
  ownCount: number;
  reviewAt: Date;
  /** The review that is open now closes then. */
  closesAt?: Date;
  rollupAt: Date;
  cycle?: CycleLine;
  /** Alarms that stand; `moreAlarms` do on later pages. */
  alarms: readonly Alarm[];
  moreAlarms: number;
  deviations: DeviationPage;
  floor: readonly Pick<FloorDefault, 'area' | 'statement' | 'segment' | 'sinceAt' | 'provenAt'>[];
  log: readonly (Pick<Decision, 'number' | 'kind' | 'title' | 'at' | 'isReversal'> & {
    reversesNumber?: number;
  })[];
  checklist?: readonly ChecklistLine[];
  /** What the team asks for outside. */
  asks?: readonly AskLook[];
  /** What of it is frozen now. */
  frozen?: readonly FrozenLine[];
  /** The person wants no reminders of this team's reviews. */
  isMuted?: boolean;
}

/** One team on Home; people who are no full members find only what they may read. */
export function teamBlocks(page: TeamPage, { isFull }: { isFull: boolean }): KnownBlock[] {
  return [
    section(headLines(page)),
    ...checklistBlock(page.checklist),
    ...alarmBlocks(page.alarms, { isFull, more: page.moreAlarms }),
    ...frozenBlocks(page.frozen ?? []),
    ...runningBlocks(page),
    ...deviationBlocks(page.deviations, { team: page.team, isFull }),
    teamButtons(page, isFull),
    ...mutedBlock(page),
    ...askBlocks(page.asks ?? []),
    ...floorBlock(page.floor),
    ...logBlock(page.log),
  ];
}

function teamButtons({ team, runningCount }: TeamPage, isFull: boolean): KnownBlock {
  const log = button({ label: 'Decisions', actionId: homeActions.decisions, value: team.id });
  if (!isFull) return actions(`team.${team.id}`, log);
  return actions(
    `team.${team.id}`,
    button({ label: 'New one-pager', actionId: homeActions.newOnePager, value: team.id }),
    log,
    askButton(team.id),
    floorButton(team.id),
    pullButton(),
    button({ label: 'Settings', actionId: homeActions.settings, value: team.id }),
    ...(runningCount === 0 ? [] : [freezeButton({ teamId: team.id })]),
  );
}

function mutedBlock({ team, isMuted }: TeamPage): KnownBlock[] {
  if (isMuted !== true) return [];
  const text = `You get no reminders of reviews in ${channelLink(team.channelId)}.`;
  return [section(text, { accessory: unmuteButton(team.id) })];
}

function headLines(page: TeamPage): string {
  const { team } = page;
  const meets =
    page.closesAt === undefined
      ? `next review ${dateToken(page.reviewAt, 'date-time')}`
      : `review open until ${dateToken(page.closesAt, 'date-time')}`;
  const paused = team.pausedAt === undefined ? '' : ' · paused';
  const cycle = page.cycle === undefined ? '' : `\n${cycleWords(page.cycle)}`;
  return `*Team* ${channelLink(team.channelId)}${paused}\n${meets} · roll-up ${dateToken(page.rollupAt, 'date-time')}${cycle}`;
}

function cycleWords({ number, stops }: CycleLine): string {
  return `cycle ${number}: ${stops === 0 ? 'nothing stopped yet' : `${stops} stopped`}`;
}

function checklistBlock(checklist: TeamPage['checklist']): KnownBlock[] {
  if (checklist === undefined) return [];
  const lines = checklist.map((line) => `${line.isDone ? 'Done' : 'Next'}: ${line.label}`);
  return [section(`*First steps*\n${lines.join('\n')}`)];
}

function runningBlocks({ running, runningCount, ownCount }: TeamPage): KnownBlock[] {
  if (runningCount === 0) return [section('*Running*\nNothing is running yet.')];
  const own = ownCount === 0 ? '' : `, ${ownCount} of them yours, above`;
  const rows = running.map((line) =>
    section(runningLine(line), { accessory: openButton(line.onepager) }),
  );
  return [section(`*Running* (${runningCount}${own})`), ...rows];
}

function runningLine({ onepager, daysToGate, numbers }: RunningLine): string {
  const parts = [
    strong(`#${onepager.number} ${onepager.bet.title}`, 120),
    gateWords(daysToGate),
    mention(onepager.ownerId),
    ...(onepager.state === 'frozen' ? ['frozen'] : []),
    ...numberWords(numbers),
  ];
  return parts.join(' · ');
}

/** How the signals of a one-pager went, short enough for a row. */
export function numberWords(numbers: readonly string[]): string[] {
  return numbers.slice(0, 2).map((text) => words(text, 70));
}

/** Opens a one-pager in full, from its row. */
export function openButton({ id }: Pick<OnePager, 'id'>) {
  return button({ label: 'Open', actionId: onepagerActions.show, value: id });
}

function floorBlock(floor: TeamPage['floor']): KnownBlock[] {
  if (floor.length === 0) return [];
  const lines = floor.map((one) => {
    const segment = one.segment.trim() === '' ? '' : ` (${words(one.segment, 80)})`;
    const step = isCandidate(one) ? 'a candidate since' : 'since';
    const at = one.provenAt ?? one.sinceAt;
    return `• ${strong(one.area, 60)}: ${words(one.statement, 250)}${segment}, ${step} ${dateToken(at, 'date')}`;
  });
  return [section(`*The floor: how we do it here*\n${lines.join('\n')}`)];
}

function logBlock(log: TeamPage['log']): KnownBlock[] {
  if (log.length === 0) return [];
  const lines = log.map(
    (one) =>
      `#${one.number} ${sayKind(one).toLowerCase()} · ${words(one.title, 100)} · ${dateToken(one.at, 'date')}`,
  );
  return [context(`*Newest in the log*\n${lines.join('\n')}`)];
}

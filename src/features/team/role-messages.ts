import type { KnownBlock } from '@slack/types';
import { actions, button, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { channelLink, dateToken, mention } from '../../platform/slack/text.ts';
import { type AskRefusal, askEndsAt, type ReleaseRefusal } from './role-rules.ts';
import type { Role, Team } from './rules.ts';

/** The ids of the buttons about roles. */
export const roleActions = {
  /** In settings; the value is the team's id. */
  open: 'team.roles',
  /** Beside a holder; the value is team, role and person. */
  release: 'team.release-role',
  /** In the direct message; the value is team, role and when it was asked. */
  accept: 'team.accept-role',
  decline: 'team.decline-role',
} as const;

/** What each role is: as a heading, within a sentence, and as a sentence of its own for whoever is to have it. */
export const roleWords: Readonly<
  Record<Role, { many: string; does: string; one: string; means: string }>
> = {
  leader: {
    many: 'Leaders',
    does: 'decide on any card, and name people here',
    one: 'a leader',
    means: 'Leaders may decide on any card, and name people.',
  },
  'stop-owner': {
    many: 'Who may say stop',
    does: 'filled in on every new one-pager',
    one: 'the one who may say stop',
    means: 'Every new one-pager names you as whom to ask when users could be harmed.',
  },
  deputy: {
    many: 'Deputies who may say stop',
    does: 'when the first is away',
    one: 'a deputy who may say stop',
    means: 'You are asked when the one who may say stop is away.',
  },
  approver: {
    many: 'Approvers',
    does: 'agree beforehand to departures in protected areas',
    one: 'an approver',
    means:
      'What departs from a protected area (security, compliance, user data) waits for an approver’s word before it starts.',
  },
  'key-holder': {
    many: 'Key-holders',
    does: 'two of them turn a key before a major decision is taken back',
    one: 'a key-holder',
    means: 'A major decision is taken back only when two key-holders turn their key.',
  },
};

/** A role that somebody was named for: in which team, by whom and when. */
export interface RoleAsk {
  team: Pick<Team, 'id' | 'channelId'>;
  byUserId: string;
  role: Role;
  askedAt: Date;
}

/** Asks somebody, by direct message, to accept a role that another named them for. */
export function roleQuestion(ask: RoleAsk): MessageContent {
  return { text: askText(ask), blocks: askBlocks(ask, 'role') };
}

/** The same question with its two buttons, for a message or a page; `blockId` is its own there. */
export function askBlocks(ask: RoleAsk, blockId: string): KnownBlock[] {
  const value = `${ask.team.id} ${ask.role} ${ask.askedAt.getTime()}`;
  const until = `You can answer until ${dateToken(askEndsAt(ask.askedAt), 'date-time')}.`;
  return [
    section(`${askText(ask)}\n${until}`),
    actions(
      blockId,
      button({ label: 'I accept', actionId: roleActions.accept, value, style: 'primary' }),
      button({ label: 'Not me', actionId: roleActions.decline, value }),
    ),
  ];
}

function askText({ byUserId, team, role }: RoleAsk): string {
  const { one, means } = roleWords[role];
  return `${mention(byUserId)} asks you to be ${one} in ${channelLink(team.channelId)}. ${means}`;
}

/** How a question to take a role ended. */
export type AskEnd = 'accepted' | 'declined' | 'expired' | 'withdrawn';

/** The same message once the question is over. */
export function roleAnswer(ask: { team: Team; role: Role; end: AskEnd }): MessageContent {
  const where = channelLink(ask.team.channelId);
  const words: Readonly<Record<AskEnd, string>> = {
    accepted: `You are ${roleWords[ask.role].one} in ${where}. ${roleWords[ask.role].means} Thank you.`,
    declined: `You said no to being ${roleWords[ask.role].one} in ${where}. They can name somebody else.`,
    expired: `Seven days have passed: you are not ${roleWords[ask.role].one} in ${where}. A leader can ask again.`,
    withdrawn: `You need not answer any more: you were named ${roleWords[ask.role].one} in ${where}, and it was taken back.`,
  };
  const text = words[ask.end];
  return { text, blocks: [section(text)] };
}

/** Tells whoever asked how it ended. */
export function askEndNote(ask: {
  team: Team;
  role: Role;
  userId: string;
  end: Exclude<AskEnd, 'withdrawn'>;
}): MessageContent {
  const who = mention(ask.userId);
  const role = roleWords[ask.role].one;
  const where = channelLink(ask.team.channelId);
  const again = 'You can name somebody else with *Roles* in `/onepager settings`.';
  const words: Readonly<Record<Exclude<AskEnd, 'withdrawn'>, string>> = {
    accepted: `${who} accepted: ${role} in ${where}.`,
    declined: `${who} would rather not be ${role} in ${where}. ${again}`,
    expired: `${who} has not answered for seven days, so they are not ${role} in ${where}. ${again}`,
  };
  const text = words[ask.end];
  return { text, blocks: [section(text)] };
}

/** Tells somebody that they have a role no longer, and through whom. */
export function roleTakenNote(taken: {
  team: Team;
  role: Role;
  byUserId: string;
  why: 'taken' | 'replaced';
}): MessageContent {
  const role = roleWords[taken.role].one;
  const where = channelLink(taken.team.channelId);
  const text =
    taken.why === 'taken'
      ? `${mention(taken.byUserId)} took back that you are ${role} in ${where}. Thank you for having been.`
      : `${mention(taken.byUserId)} is now ${role} in ${where}, in your place. Thank you for having been.`;
  return { text, blocks: [section(text)] };
}

/** Why somebody cannot be asked, at the field. */
export const askRefusalWords: Readonly<Record<AskRefusal, string>> = {
  'not-a-full-member':
    'This has to be a full member who is still here: no guest, app or deactivated account.',
  'has-it': 'They have this role already.',
  'asked-already': 'They were asked already and can still answer.',
};

/** Why a role stays where it is, and what to do. */
export const releaseRefusalWords: Readonly<Record<ReleaseRefusal, string>> = {
  'not-theirs': 'This is settled already. Nothing changed.',
  'last-leader':
    'A team keeps at least one leader. Name another one first; once they have accepted, you can step down.',
  'last-stop-owner':
    'Somebody has to be there who may say stop. Name another person: it moves to them when they accept.',
};

/** Said to whoever may not name people or take roles back. */
export function mayNotNameText(leaderIds: readonly string[]): string {
  const ask =
    leaderIds.length === 0 ? '' : ` Ask ${leaderIds.slice(0, 5).map(mention).join(', ')}.`;
  return `Naming people is for the leaders of the team.${ask}`;
}

/** The warning that a team has too few key-holders; undefined when there are enough. `asked`: so many may still accept. */
export function fewHoldersText(count: number, wanted: number, asked = 0): string | undefined {
  if (count >= wanted) return undefined;
  const has = count === 0 ? 'No key-holder yet' : `${count} of ${wanted} key-holders`;
  const why = `*${has}.* Taking back a major decision needs two who did not ask for it, so a team wants ${wanted}.`;
  const missing = wanted - count - asked;
  if (missing <= 0) return `${why} Enough are asked: what is missing is that they accept.`;
  const spelt = ['one', 'two', 'three'][missing - 1] ?? `${missing}`;
  const more = count + asked === 0 ? spelt : `${spelt} more`;
  return `${why} Name ${more}; somebody from another team will do.`;
}

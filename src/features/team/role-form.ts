import type { KnownBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import { isId, type TeamId } from '../../lib/ids.ts';
import {
  button,
  confirmation,
  context,
  divider,
  input,
  modal,
  section,
  select,
  userSelect,
} from '../../platform/slack/blocks.ts';
import type { FormValues } from '../../platform/slack/feature.ts';
import { channelLink, dateToken, mention } from '../../platform/slack/text.ts';
import { fewHoldersText, mayNotNameText, roleActions, roleWords } from './role-messages.ts';
import { holdersWanted, ROLES_IN_ORDER, type RoleHolder } from './role-rules.ts';
import { isRole, type Role, type Team } from './rules.ts';

/** The form's name. */
export const rolesCallbackId = 'team.roles';

/** Everybody's roles in a team, as one person sees them. */
export interface RolesView {
  team: Team;
  roles: readonly RoleHolder[];
  /** How many could turn a key at this moment. */
  keyHolders: number;
  viewerId: string;
  /** The viewer may ask people and take roles back. */
  mayName: boolean;
  /** Said on top, after something was done. */
  note?: string;
}

/** Blocks are bounded: a role shows this many people. */
const shownPerRole = 12;

/** Who has which role, who was asked, and the two fields that ask one more person. */
export function rolesForm(view: RolesView): ModalView {
  const { team, roles, mayName } = view;
  const asked = roles.filter(({ role, isAccepted }) => role === 'key-holder' && !isAccepted);
  const warning = fewHoldersText(view.keyHolders, holdersWanted, asked.length);
  const blocks: KnownBlock[] = [
    ...(view.note === undefined ? [] : [section(view.note)]),
    section(`Who does what in ${channelLink(team.channelId)}. A person may have several roles.`),
    ...ROLES_IN_ORDER.flatMap((role) => roleBlocks(role, view)),
    ...(warning === undefined ? [] : [context(warning)]),
    divider(),
  ];
  const title = 'Roles';
  const common = { callbackId: rolesCallbackId, title, metadata: team.id };
  if (!mayName) {
    const leaderIds = roles
      .filter((held) => held.role === 'leader' && held.isAccepted)
      .map((held) => held.userId);
    return modal({
      ...common,
      close: 'Back',
      blocks: [...blocks, context(mayNotNameText(leaderIds))],
    });
  }
  return modal({
    ...common,
    submit: 'Ask them',
    close: 'Back',
    blocks: [...blocks, ...askFields()],
  });
}

/** The role and the person that were picked, or what is missing, by field. */
export function parseAsk(
  values: FormValues,
): { role: Role; userId: string } | { errors: Record<string, string> } {
  const parsed = z
    .object({
      role: z.string().refine(isRole),
      person: z.string().regex(/^[A-Z0-9]+$/),
    })
    .safeParse(values);
  if (parsed.success) return { role: parsed.data.role, userId: parsed.data.person };
  const fields = new Set(parsed.error.issues.map((issue) => String(issue.path[0])));
  return {
    errors: {
      ...(fields.has('role') ? { role: 'Pick a role.' } : {}),
      ...(fields.has('person') ? { person: 'Pick one person.' } : {}),
    },
  };
}

/** A refusal of the person as red text. */
export function askErrors(text: string): Record<string, string> {
  return { person: text };
}

/** Reads the value of a button beside a holder: `tm_1 leader U1`. */
export function parseHeld(
  value: string,
): { teamId: TeamId; role: Role; userId: string } | undefined {
  const [teamId = '', role = '', userId = ''] = value.split(' ');
  if (!isId('tm', teamId) || !isRole(role) || userId === '') return undefined;
  return { teamId, role, userId };
}

function roleBlocks(role: Role, view: RolesView): KnownBlock[] {
  const held = view.roles.filter((one) => one.role === role);
  const { many, does } = roleWords[role];
  const head = `*${many}*: ${does}`;
  if (held.length === 0) return [section(`${head}\nnobody yet`)];
  const more = held.length - shownPerRole;
  return [
    section(head),
    ...held.slice(0, shownPerRole).map((one) => holderBlock(one, view)),
    ...(more > 0 ? [context(`and ${more} more`)] : []),
  ];
}

function holderBlock(held: RoleHolder, view: RolesView): KnownBlock {
  const { userId, askedAt } = held;
  const asked = askedAt === undefined ? '' : ` ${dateToken(askedAt, 'inner-date')}`;
  const text = held.isAccepted
    ? mention(userId)
    : `${mention(userId)} (asked${asked}; no answer yet)`;
  const isSelf = userId === view.viewerId;
  if (!isSelf && !view.mayName) return section(text);
  const label = isSelf && held.isAccepted ? 'Step down' : 'Take back';
  return section(text, {
    accessory: button({
      label,
      actionId: `${roleActions.release}:${held.role}-${userId}`,
      value: `${view.team.id} ${held.role} ${userId}`,
      confirm: confirmation({
        title: `${label}?`,
        text: `${roleWords[held.role].many}: this role is given back at once.`,
        yes: label,
        no: 'Keep it',
      }),
    }),
  });
}

function askFields(): KnownBlock[] {
  const choices = ROLES_IN_ORDER.map((role) => ({ value: role, label: roleWords[role].many }));
  return [
    input({ blockId: 'role', label: 'Ask one more person', element: select({ choices }) }),
    input({
      blockId: 'person',
      label: 'Who?',
      element: userSelect(),
      hint: 'They get a direct message and have seven days to accept. For a key, somebody from another team will do.',
    }),
  ];
}

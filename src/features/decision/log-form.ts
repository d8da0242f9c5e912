import type { KnownBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import type { TeamId } from '../../lib/ids.ts';
import { isId } from '../../lib/ids.ts';
import { isLocalDate, type LocalDate } from '../../lib/time.ts';
import {
  context,
  dateInput,
  input,
  modal,
  section,
  select,
  textInput,
} from '../../platform/slack/blocks.ts';
import type { FormValues } from '../../platform/slack/feature.ts';
import { readMetadata } from '../../platform/slack/metadata.ts';
import { channelLink, clean, cut, isBlank, oneLine } from '../../platform/slack/text.ts';

// *Log as decision*: a call that was made in a conversation becomes an entry of the log.

/** The form's name; the shortcut that opens it has the same. */
export const logCallbackId = 'decision.log-message';

/** A team in whose log this person may write; its name is its channel's. */
export interface LogTeam {
  id: TeamId;
  name: string;
  channelId: string;
}

/** What the form is drawn from. `teams` has at least one, the likeliest first. */
export interface LogDraft {
  teams: readonly LogTeam[];
  /** The message as plain text. */
  text: string;
  /** Missing where Slack does not let us see the message. */
  permalink?: string;
}

/** What was filled in. */
export interface FilledLog {
  teamId: TeamId;
  permalink: string;
  title: string;
  line: string;
  because: string;
  revisitOn?: LocalDate;
}

const sizes = { title: 150, line: 500, because: 1000 } as const;
const metadataSchema = z.object({ teamId: z.string(), permalink: z.string().max(500) });

/** The form, filled from the message: its first line is the title, the rest of it the line. */
export function logForm(draft: LogDraft): ModalView {
  const [team] = draft.teams;
  const [first = '', ...rest] = draft.text.split('\n').map(oneLine).filter(Boolean);
  const title = cut(first, sizes.title);
  const line = title === first ? rest.join(' ') : [first, ...rest].join(' ');
  return modal({
    callbackId: logCallbackId,
    title: 'Log as decision',
    submit: 'Log it',
    metadata: JSON.stringify({ teamId: team?.id ?? '', permalink: draft.permalink ?? '' }),
    blocks: [
      ...teamBlocks(draft.teams),
      input({
        blockId: 'title',
        label: 'What was decided?',
        element: textInput({ initial: title, maxLength: sizes.title }),
      }),
      input({
        blockId: 'line',
        label: 'In a line',
        element: textInput({ initial: line, maxLength: sizes.line, isMultiline: true }),
        isOptional: true,
      }),
      input({
        blockId: 'because',
        label: 'Because',
        element: textInput({ maxLength: sizes.because, isMultiline: true }),
        isOptional: true,
      }),
      input({
        blockId: 'revisitOn',
        label: 'Look at it again on',
        element: dateInput(),
        isOptional: true,
      }),
      context(footer(draft)),
    ],
  });
}

/** Reads the submitted form; `today` is the day in the team's zone, undefined when the team is not known yet. */
export function parseLog(
  form: { metadata: string; values: FormValues },
  today: LocalDate | undefined,
): { filled: FilledLog } | { errors: Record<string, string> } | { isBroken: true } {
  const metadata = readMetadata(metadataSchema, form.metadata);
  const picked = textOf(form.values, 'team') || (metadata?.teamId ?? '');
  if (metadata === undefined || !isId('tm', picked)) return { isBroken: true };
  const title = oneLine(clean(textOf(form.values, 'title')));
  if (isBlank(title)) return { errors: { title: 'Say in a few words what was decided.' } };
  const revisitOn = textOf(form.values, 'revisitOn');
  if (revisitOn !== '' && !isLocalDate(revisitOn)) {
    return { errors: { revisitOn: 'Pick a day from the calendar.' } };
  }
  if (revisitOn !== '' && today !== undefined && revisitOn <= today) {
    return { errors: { revisitOn: 'This day has come already. Pick a later one, or none.' } };
  }
  return {
    filled: {
      teamId: picked,
      permalink: metadata.permalink,
      title: cut(title, sizes.title),
      line: cut(oneLine(clean(textOf(form.values, 'line'))), sizes.line),
      because: cut(clean(textOf(form.values, 'because')), sizes.because),
      ...(revisitOn === '' ? {} : { revisitOn }),
    },
  };
}

/** Said instead of the form once the entry is written. */
export function loggedView(number: number, team: Pick<LogTeam, 'channelId'>): ModalView {
  const text = `*#${number}* is in the log of ${channelLink(team.channelId)}. Nothing was posted; \`/onepager show ${number}\` shows it.`;
  return modal({
    callbackId: 'decision.logged',
    title: 'Logged',
    close: 'OK',
    blocks: [section(text)],
  });
}

/** Why a person cannot log a decision here, and what to do. */
export const logRefusals = {
  'no-message': 'Use *Log as decision* on a message: its menu `⋮`, then *More message shortcuts*.',
  'no-team':
    'Decisions are logged by full members of a team’s channel, and you are in none. Ask somebody there to log it, or to invite you.',
  'not-a-member':
    'Only full members of this team’s channel write in its log. Ask somebody there to log it.',
} as const;

function teamBlocks(teams: readonly LogTeam[]): KnownBlock[] {
  const [first, ...others] = teams;
  if (first === undefined || others.length === 0) return [];
  const choices = teams.map((team) => ({ value: team.id, label: `#${team.name}` }));
  const element = select({ choices, initial: first.id });
  return [input({ blockId: 'team', label: 'In the log of', element })];
}

function footer({ teams, permalink }: LogDraft): string {
  const [team, ...others] = teams;
  const where =
    team === undefined || others.length > 0
      ? 'the team’s log'
      : `the log of ${channelLink(team.channelId)}`;
  const link =
    permalink === undefined
      ? 'I cannot see the message, so no link to it is kept.'
      : 'A link to the message is kept with it.';
  return `It goes into ${where} with your name, for everybody who may read it, and is not posted. ${link}`;
}

function textOf(values: FormValues, name: string): string {
  const value = values[name];
  return typeof value === 'string' ? value : '';
}

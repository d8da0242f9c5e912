import type { KnownBlock, ModalView } from '@slack/types';
import { context, input, modal, radio } from '../../platform/slack/blocks.ts';
import type { FormValues } from '../../platform/slack/feature.ts';
import { channelLink } from '../../platform/slack/text.ts';
import { type LogState, parseLogState, writeLogState } from '../decision/form.ts';
import type { Team } from '../team/rules.ts';
import { type ExportFormat, parseFormat } from './rules.ts';

/** The form's name. */
export const exportCallbackId = 'export.send';

/** What the form is drawn from: where the search stood, how it was understood, and whose logs are open to this person. */
export interface ExportOffer {
  state: LogState;
  /** The search in words, mrkdwn; empty when nothing in particular was looked for. */
  about: string;
  teams: readonly Pick<Team, 'channelId'>[];
}

const everything = 'all';

/** The form: what, and in which form. */
export function exportForm({ state, about, teams }: ExportOffer): ModalView {
  const names = teams.slice(0, 10).map((team) => channelLink(team.channelId));
  const more = teams.length - names.length;
  return modal({
    callbackId: exportCallbackId,
    title: 'Export',
    submit: 'Send me the file',
    metadata: writeLogState(state),
    blocks: [
      ...scopeBlocks(state),
      input({
        blockId: 'format',
        label: 'For what?',
        element: radio({
          choices: [
            {
              value: 'csv',
              label: 'A spreadsheet (CSV)',
              description: 'The decisions, one a row',
            },
            {
              value: 'md',
              label: 'Reading (Markdown)',
              description: 'Decision records with everything that belongs to each',
            },
            {
              value: 'json',
              label: 'A program (JSON)',
              description: 'Everything: one-pagers, decisions, deviations, defaults, evidence',
            },
          ],
          initial: 'csv',
        }),
      }),
      context(
        `It comes to our direct messages and holds what you may read in ${names.join(' ')}${more > 0 ? ` and ${more} more` : ''}.${about === '' ? '' : ` The search: ${about}.`}`,
      ),
    ],
  });
}

/** Asked only after a search; without one it is everything. */
function scopeBlocks(state: LogState): KnownBlock[] {
  if (state.text === '') return [];
  const all = state.teamId === undefined ? 'Everything' : 'Everything of this team';
  const choices = [
    { value: 'found', label: `Found by: ${state.text}` },
    { value: everything, label: all },
  ];
  return [
    input({ blockId: 'scope', label: 'What?', element: radio({ choices, initial: 'found' }) }),
  ];
}

/** Reads the submitted form; undefined when it is none of ours any more. */
export function parseExportForm(form: {
  metadata: string;
  values: FormValues;
}): { state: LogState; format: ExportFormat } | undefined {
  const state = parseLogState(form.metadata);
  const { scope, format } = form.values;
  const parsed = typeof format === 'string' ? parseFormat(format) : undefined;
  if (state === undefined || parsed === undefined) return undefined;
  return { state: scope === everything ? { ...state, text: '' } : state, format: parsed };
}

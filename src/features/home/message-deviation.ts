import type { KnownBlock } from '@slack/types';
import { actions, section } from '../../platform/slack/blocks.ts';
import { channelLink, escape } from '../../platform/slack/text.ts';
import type { Approval } from '../deviation/approval-rules.ts';
import {
  approvalBlocks,
  deviationLine,
  logDeviationButton,
  meterWords,
  retireDeviationButton,
  withdrawButton,
} from '../deviation/messages.ts';
import type { Meter } from '../deviation/quota-rules.ts';
import type { Deviation } from '../deviation/rules.ts';
import type { Team } from '../team/rules.ts';

/** What a team dares: of how many this cycle, and what is open; the list is cut to the page already. */
export interface DeviationPage {
  meter: Meter;
  open: readonly DeviationRow[];
  /** All that is open. */
  openCount: number;
}

/** An open deviation; `onepagerNumber` when it came with a one-pager, whose decision settles it. */
export interface DeviationRow {
  deviation: Pick<Deviation, 'id' | 'area' | 'deviation' | 'because'>;
  onepagerNumber?: number;
  /** The viewer may retire it before its cycle ends. */
  mayRetire: boolean;
}

/** A request that waits: for this person's answer, or for an approver's because this person asked. */
export interface ApprovalRow {
  approval: Approval;
  channelId: string;
}

/** The meter, what is open, and the button; people who are no full members find only what they may read. */
export function deviationBlocks(
  { meter, open, openCount }: DeviationPage,
  { team, isFull }: { team: Pick<Team, 'id'>; isFull: boolean },
): KnownBlock[] {
  const count = openCount === 0 ? 'none open' : `${openCount} open`;
  const head = `*Deviations* · ${meterWords(meter)} · ${count}`;
  return [
    section(head, isFull ? { accessory: logDeviationButton({ teamId: team.id }) } : {}),
    ...open.map(rowBlock),
  ];
}

function rowBlock({ deviation, onepagerNumber, mayRetire }: DeviationRow): KnownBlock {
  const number = onepagerNumber === undefined ? '' : ` (#${onepagerNumber})`;
  const line = `• ${deviationLine(deviation, 160)}${number}`;
  return section(line, mayRetire ? { accessory: retireDeviationButton(deviation) } : {});
}

/** Requests that this person may answer, under the same heading as the roles they were asked to take. */
export function approvalsToAnswer(rows: readonly ApprovalRow[]): KnownBlock[] {
  if (rows.length === 0) return [];
  return [
    section('*Waiting for your approval*'),
    ...rows.flatMap((row) => approvalBlocks(row, `approval.${row.approval.id}`)),
  ];
}

/** What this person asked and nobody has answered. */
export function approvalsAsked(rows: readonly ApprovalRow[]): KnownBlock[] {
  if (rows.length === 0) return [];
  return [
    section('*Waiting for an approver*'),
    ...rows.flatMap(({ approval, channelId }) => [
      section(
        `${escape(approval.protects)}, in ${channelLink(channelId)}\n${deviationLine(approval, 200)}`,
      ),
      actions(`asked.${approval.id}`, withdrawButton(approval)),
    ]),
  ];
}

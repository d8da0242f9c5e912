import type { KnownBlock } from '@slack/types';
import { formatDate } from '../../lib/time.ts';
import { context, divider, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { dateToken, escape, mention } from '../../platform/slack/text.ts';
import type { Decision } from '../decision/rules.ts';
import { type CardView, onepagerCard, ruleLine, strong, words } from './messages.ts';

/** What changed in one version, by whom and when. */
interface AmendmentLine {
  at: Date;
  byUserId: string;
  words: string;
}

/** Everything known about one one-pager. */
export interface FullView extends CardView {
  amendments: readonly AmendmentLine[];
  decisions: readonly Decision[];
}

const shownHints = 5;
const shownAmendments = 5;
const shownDecisions = 8;

/** One one-pager in full: its card, rule, boxes, hints, assumptions, amendments and decisions. */
export function fullAnswer(view: FullView): MessageContent {
  const card = onepagerCard(view);
  return {
    text: card.text,
    blocks: [
      ...card.blocks,
      divider(),
      section(`*Rule:* ${ruleLine(view.onepager)}`),
      ...readyBlock(view),
      ...assumptionBlock(view),
      ...amendmentBlock(view.amendments),
      ...decisionBlock(view.decisions),
    ],
  };
}

const kindWords: Readonly<Record<Decision['kind'], string>> = {
  opened: 'Opened',
  continue: 'Continue',
  change: 'Change',
  stop: 'Stop',
  promote: 'Promote',
  amend: 'Amended',
  other: 'Decided',
};

/** One entry of the log, for a number that is a decision's. */
export function decisionAnswer(decision: Decision): MessageContent {
  const heading = `#${decision.number} ${kindWords[decision.kind]}: ${decision.title}`;
  const lines = Object.entries(decision.texts)
    .filter(([, text]) => text.trim() !== '')
    .slice(0, 12)
    .map(([field, text]) => `${escape(fieldWord(field))}: ${words(text, 220)}`);
  const marks = [
    dateToken(decision.at, 'date'),
    decision.decidedByUserId === undefined
      ? 'by somebody who is forgotten'
      : `by ${mention(decision.decidedByUserId)}`,
    ...(decision.isAgainstRule ? ['against the rule'] : []),
    ...(decision.isAgainstMajority ? ['against the majority'] : []),
    ...(decision.revisitOn === undefined ? [] : [`revisit ${formatDate(decision.revisitOn)}`]),
    ...(decision.supersededByNumber === undefined
      ? []
      : [`corrected by #${decision.supersededByNumber}`]),
  ];
  return {
    text: words(heading, 300),
    blocks: [
      section(strong(heading, 300)),
      ...(lines.length === 0 ? [] : [section(lines.join('\n'))]),
      context(marks.join(' · ')),
    ],
  };
}

function readyBlock({ boxes, findings }: FullView): KnownBlock[] {
  const ticks = boxes.map((box) => `${box.isDone ? 'Done' : 'Open'}: ${box.label}`);
  const hints = findings
    .slice(0, shownHints)
    .map((finding) => `• ${words(finding.why, 300)} _For example: ${words(finding.example, 200)}_`);
  return [
    section(`*Ready*\n${ticks.join('\n')}`),
    ...(hints.length === 0 ? [] : [section(`*Hints*\n${hints.join('\n')}`)]),
  ];
}

function assumptionBlock({ onepager }: FullView): KnownBlock[] {
  const { assumptions } = onepager.bet;
  if (assumptions.length === 0) return [];
  const lines = assumptions
    .slice(0, 8)
    .map((one) => `• ${words(one.text, 150)}${one.isFalsified ? ' (does not hold)' : ''}`);
  const more = assumptions.length - lines.length;
  return [section(`*Assumptions*\n${[...lines, ...andMore(more)].join('\n')}`)];
}

function amendmentBlock(amendments: readonly AmendmentLine[]): KnownBlock[] {
  if (amendments.length === 0) return [];
  const newest = amendments.slice(-shownAmendments);
  const lines = newest.map(
    (one) => `${dateToken(one.at, 'date')} ${mention(one.byUserId)}: ${words(one.words, 250)}`,
  );
  const more = amendments.length - newest.length;
  return [section(`*Amendments*\n${[...andMore(more, 'earlier'), ...lines].join('\n')}`)];
}

function decisionBlock(decisions: readonly Decision[]): KnownBlock[] {
  if (decisions.length === 0) return [];
  const newest = decisions.slice(-shownDecisions);
  const lines = newest.map((one) => {
    const line = one.texts.line ?? one.texts.because ?? '';
    const said = line === '' ? '' : `: ${words(line, 150)}`;
    return `#${one.number} ${kindWords[one.kind]} · ${dateToken(one.at, 'date')}${said}`;
  });
  const more = decisions.length - newest.length;
  return [section(`*Decisions*\n${[...andMore(more, 'earlier'), ...lines].join('\n')}`)];
}

function andMore(count: number, word = 'more'): string[] {
  return count > 0 ? [`and ${count} ${word}`] : [];
}

/** `newGate` becomes `New gate`. */
function fieldWord(field: string): string {
  const spaced = field.replace(/([A-Z])/g, ' $1').toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

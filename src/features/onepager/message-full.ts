import type { KnownBlock } from '@slack/types';
import { divider, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { dateToken, mention } from '../../platform/slack/text.ts';
import { kindWords } from '../decision/message-record.ts';
import type { Decision } from '../decision/rules.ts';
import { evidenceLines } from '../evidence/messages.ts';
import type { Evidence } from '../evidence/rules.ts';
import { type CardView, onepagerCard, ruleLine, words } from './messages.ts';

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
  evidence: readonly Evidence[];
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
      ...evidenceBlock(view.evidence),
      ...amendmentBlock(view.amendments),
      ...decisionBlock(view.decisions),
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

function evidenceBlock(evidence: readonly Evidence[]): KnownBlock[] {
  const lines = evidenceLines(evidence);
  return lines.length === 0 ? [] : [section(`*Evidence*\n${lines.join('\n')}`)];
}

function amendmentBlock(amendments: readonly AmendmentLine[]): KnownBlock[] {
  if (amendments.length === 0) return [];
  const newest = amendments.slice(-shownAmendments);
  const lines = newest.map(
    (one) => `${dateToken(one.at, 'date')} ${mention(one.byUserId)}: ${words(one.words.replaceAll('\n', ' · '), 250)}`,
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

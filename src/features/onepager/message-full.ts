import type { KnownBlock } from '@slack/types';
import { actions, button, context, divider, section } from '../../platform/slack/blocks.ts';
import type { MessageContent } from '../../platform/slack/feature.ts';
import { dateToken, escape, lengthOf, mention } from '../../platform/slack/text.ts';
import { sayKind } from '../decision/message-record.ts';
import { type Decision, withReversed } from '../decision/rules.ts';
import { evidenceLines } from '../evidence/messages.ts';
import type { Evidence } from '../evidence/rules.ts';
import { listLinks } from '../quality/link.ts';
import { thanksButton } from '../thanks/messages.ts';
import { trendLines } from '../trend/messages.ts';
import type { Trend } from '../trend/rules.ts';
import type { AssumptionMark } from './assumption-rules.ts';
import {
  type CardView,
  isEnded,
  onepagerActions,
  onepagerCard,
  ruleLine,
  words,
} from './messages.ts';
import { isOnTheTable } from './rules.ts';

/** What changed in one version, by whom and when. */
interface AmendmentLine {
  at: Date;
  byUserId: string;
  words: string;
}

/** Everything known about one one-pager. */
export interface FullView extends CardView {
  amendments: readonly AmendmentLine[];
  trends: readonly Trend[];
  decisions: readonly Decision[];
  evidence: readonly Evidence[];
}

const shownHints = 5;
const shownAmendments = 5;
const shownDecisions = 8;
const shownEvidence = 5;

/** One one-pager in full: its card, rule, boxes, hints, assumptions, amendments and decisions. */
export function fullAnswer(view: FullView): MessageContent {
  const card = onepagerCard(view);
  return {
    text: card.text,
    blocks: keepWithin([
      ...card.blocks,
      divider(),
      section(`*Rule:* ${ruleLine(view.onepager)}`),
      ...readyBlock(view),
      ...assumptionBlock(view),
      ...aroundBlock(view),
      ...amendmentBlock(view),
      ...decisionBlock(view.decisions),
      ...evidenceBlock(view.evidence),
      ...trendSection(view.trends),
    ]),
  };
}

/** Slack takes about 10,000 characters in all blocks of a message; what is over is left out, and said to be. */
const maxCharacters = 9_600;

function keepWithin(blocks: readonly KnownBlock[]): KnownBlock[] {
  const kept: KnownBlock[] = [];
  let left = maxCharacters;
  for (const block of blocks) {
    const size = sizeOf(block);
    if (size > left) continue;
    left -= size;
    kept.push(block);
  }
  return kept.length === blocks.length
    ? kept
    : [
        ...kept,
        context('Too long to show in full here. *Trend* and *Edit* on the card have the rest.'),
      ];
}

function sizeOf(block: KnownBlock): number {
  if (block.type === 'section') return lengthOf(block.text?.text ?? '');
  if (block.type !== 'context') return 0;
  return block.elements.reduce((sum, one) => sum + ('text' in one ? lengthOf(one.text) : 0), 0);
}

function readyBlock({ onepager, boxes, findings }: FullView): KnownBlock[] {
  const ticks = boxes.map((box) => `${box.isDone ? 'Done' : 'Open'}: ${box.label}`);
  const hints = (isEnded(onepager) ? [] : findings)
    .slice(0, shownHints)
    .map((finding) => `• ${words(finding.why, 300)} _For example: ${words(finding.example, 200)}_`);
  return [
    section(`*Ready*\n${ticks.join('\n')}`),
    ...(hints.length === 0 ? [] : [section(`*Hints*\n${hints.join('\n')}`)]),
  ];
}

function assumptionBlock({ onepager, assumptions: marked = [] }: FullView): KnownBlock[] {
  const { assumptions } = onepager.bet;
  if (assumptions.length === 0) return [];
  const lines = assumptions.slice(0, 8).map(({ id, text }) => {
    const mark = marked.find(({ assumption }) => assumption.id === id)?.mark;
    return `• ${words(text, 150)}${mark === undefined ? '' : markWords(mark)}`;
  });
  const more = assumptions.length - lines.length;
  const { assumption: actionId } = onepagerActions;
  const markButton = button({ label: 'Mark an assumption', actionId, value: onepager.id });
  return [
    section(`*Assumptions*\n${[...lines, ...andMore(more)].join('\n')}`),
    ...(isOnTheTable(onepager) ? [actions('assumption', markButton)] : []),
  ];
}

/** ` · does not hold: 8 of 10 knew it, @Ben 24 Nov`. */
function markWords({ mark, evidence, byUserId, at }: AssumptionMark): string {
  const says = mark === 'falsified' ? '*does not hold*' : 'holds';
  return ` · ${says}: ${words(evidence, 200)} (${mention(byUserId)}, ${dateToken(at, 'date')})`;
}

/** What *Sharpen* keeps beside the rule: the definition, what people see, what others may copy, links. */
function aroundBlock({ onepager }: FullView): KnownBlock[] {
  const { proxyDefinition, artifact, share, evidenceLinks } = onepager.bet.fields;
  const links = listLinks(evidenceLinks).map(({ url, words: said }) =>
    url === undefined
      ? words(said, 150)
      : `<${escape(url)}|${linkWords(said === '' ? url : said)}>`,
  );
  const lines = [
    ...(proxyDefinition === '' ? [] : [`What counts: ${words(proxyDefinition, 300)}`]),
    ...(artifact === '' ? [] : [`What people will see: ${words(artifact, 300)}`]),
    ...(share === '' ? [] : [`What to share: ${words(share, 300)}`]),
    ...(links.length === 0 ? [] : [`Evidence: ${links.slice(0, 5).join(' · ')}`]),
  ];
  return lines.length === 0 ? [] : [section(lines.join('\n'))];
}

/** A `|` would end the address of a link. */
function linkWords(text: string): string {
  return words(text.replaceAll('|', '¦'), 100);
}

function evidenceBlock(evidence: readonly Evidence[]): KnownBlock[] {
  const newest = evidence.slice(-shownEvidence);
  if (newest.length === 0) return [];
  const older = andMore(evidence.length - newest.length, 'earlier');
  return [
    section(['*Evidence*', ...older].join('\n')),
    ...newest.map((one) =>
      section(evidenceLines([one]).join('\n'), { accessory: thanksButton(one.id) }),
    ),
  ];
}

/** Only once there is a number: before, the card says where each signal starts. */
function trendSection(trends: readonly Trend[]): KnownBlock[] {
  const moved = trends.filter(({ points }) => points.length > 1);
  return moved.length === 0
    ? []
    : [section(['*Over the reviews*', ...trendLines(moved)].join('\n'))];
}

function amendmentBlock({ amendments, onepager }: FullView): KnownBlock[] {
  if (amendments.length === 0) return [];
  const newest = amendments.slice(-shownAmendments);
  const lines = newest.map(
    (one) =>
      `${dateToken(one.at, 'date')} ${mention(one.byUserId)}: ${words(one.words.replaceAll('\n', ' · '), 250)}`,
  );
  const more = amendments.length - newest.length;
  const { compare: actionId } = onepagerActions;
  return [
    section(`*Amendments*\n${[...andMore(more, 'earlier'), ...lines].join('\n')}`),
    actions('versions', button({ label: 'Compare versions', actionId, value: onepager.id })),
  ];
}

function decisionBlock(decisions: readonly Decision[]): KnownBlock[] {
  if (decisions.length === 0) return [];
  const newest = withReversed(decisions).slice(-shownDecisions);
  const lines = newest.map((one) => {
    const line = one.texts.line ?? one.texts.because ?? '';
    const said = line === '' ? '' : `: ${words(line, 150)}`;
    return `#${one.number} ${sayKind(one)} · ${dateToken(one.at, 'date')}${said}`;
  });
  const more = decisions.length - newest.length;
  return [section(`*Decisions*\n${[...andMore(more, 'earlier'), ...lines].join('\n')}`)];
}

function andMore(count: number, word = 'more'): string[] {
  return count > 0 ? [`and ${count} ${word}`] : [];
}

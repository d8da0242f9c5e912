import { afterBecause } from '../../lib/text.ts';
import { formatDate } from '../../lib/time.ts';
import { cut, dateToken, escape, oneLine } from '../../platform/slack/text.ts';
import { decidedWords } from '../decision/message-record.ts';
import { dayOffWords } from '../holiday/messages.ts';
import { beforeNumber, joinChange } from '../signal/measure.ts';
import type { About, AskLine, Movement, RollupFacts } from './rules.ts';

// The lines of a roll-up: each says one fact in words that fit a phone.

/** `*growth · week of 30 Nov · roll-up*`, and whether it comes late. */
export function describeTitle(facts: RollupFacts, teamName: string): string {
  const late = facts.isLate ? ' · late, Barbell was not running' : '';
  return `*${escape(cut(oneLine(teamName), 80))} · week of ${formatDate(facts.weekOn)} · roll-up*${late}`;
}

/** The one line of a quiet week. */
export function describeQuietWeek(facts: RollupFacts, teamName: string): string {
  const isIdle = facts.changes.some(({ reason }) => reason.why === 'nothing-running');
  const came = [
    ...(facts.opened === 0 ? [] : [describeOpened(facts)]),
    ...(facts.decided === 0 ? [] : [`${count(facts.decided, 'card')} decided, going on as before`]),
    isIdle ? 'nothing was running, so there was no review.' : 'nothing moved, stopped or changed.',
  ];
  return `${describeTitle(facts, teamName)} · a quiet week: ${came.join('; ')}`;
}

/** The lines as a notification reads them. */
export function describeShortly(lines: readonly string[]): string {
  return lines.map((text) => text.replaceAll('*', '').replace(/^• /, '')).join(' · ');
}

/** A number of users that moved: before and after, n, because, confidence. */
export function describeMovement(movement: Movement): string {
  const n = movement.n === undefined ? '' : ` (n ${movement.n})`;
  const because =
    movement.because.trim() === '' ? '' : `, because ${clause(afterBecause(movement.because), 90)}`;
  const confidence =
    movement.confidence === undefined ? '' : ` · confidence ${movement.confidence}`;
  return `• ${name(movement)}: ${describeChange(movement)}${n}${because}${confidence}`;
}

/** What moves and was not judged yet, in one line; empty when nothing does. */
export function describeMoving(moving: readonly Movement[]): string {
  if (moving.length === 0) return '';
  const shown = moving.slice(0, 3).map((one) => `#${one.number} ${describeChange(one)}`);
  const rest = moving.length > shown.length ? ` · +${moving.length - shown.length} more` : '';
  return `*Moving, not judged yet:* ${shown.join(' · ')}${rest}`;
}

function describeChange({ signal, before, after }: Movement): string {
  return `${beforeNumber(line(signal, 50))} ${line(joinChange(before, after), 60)}`;
}

/** A stop with what it taught and saved. */
export function describeStop(stop: RollupFacts['stopped'][number]): string {
  const when = stop.isAtGate ? ', at its gate' : '';
  const learned = stop.learned.trim() === '' ? '' : ` Learned: ${clause(stop.learned, 130)}.`;
  const saved =
    stop.saved.trim() === '' ? '' : ` Saved: ${clause(stop.saved, 40)} (team's estimate).`;
  return `• ${name(stop)}${when}.${learned}${saved}`;
}

/** A default that came or went. */
export function describeDefault(change: RollupFacts['defaults'][number]): string {
  const segment = change.segment.trim() === '' ? '' : ` · for ${clause(change.segment, 50)}`;
  const from = change.fromNumber === undefined ? '' : ` (from #${change.fromNumber})`;
  const retired = change.isRetired ? ' · no longer' : '';
  return `• ${clause(change.statement, 150)}${segment}${from}${retired}`;
}

/** How many one-pagers were written. */
export function describeOpened({ opened }: RollupFacts): string {
  return `${count(opened, 'one-pager')} opened`;
}

/** The counts of the last line, without those that are 0. */
export function listRest(facts: RollupFacts): string[] {
  const againstRule = facts.overruled.filter((entry) => entry.isAgainstRule).length;
  const againstMajority = facts.overruled.filter((entry) => entry.isAgainstMajority).length;
  const missed = facts.outages.filter(
    (outage) => outage.kind === 'review' && outage.outcome === 'missed',
  ).length;
  const skipped = listChanges(facts).filter(
    ({ kind, isSkipped }) => kind === 'review' && isSkipped,
  ).length;
  return [
    againstRule > 0 ? `${againstRule} against the rule` : '',
    againstMajority > 0 ? `${againstMajority} against the majority` : '',
    facts.noDecisions > 0 ? `${count(facts.noDecisions, 'card')} without a decision` : '',
    facts.freezes !== undefined && facts.freezes > 0 ? count(facts.freezes, 'freeze') : '',
    describeAndons(facts.andons),
    facts.alarms !== undefined && facts.alarms.length > 0
      ? count(facts.alarms.length, 'alarm')
      : '',
    facts.deviations > 0 ? count(facts.deviations, 'deviation') : '',
    ...correctedCounts(facts.corrected ?? []),
    missed > 0 ? `${count(missed, 'review')} missed` : '',
    skipped > 0 ? `${count(skipped, 'review')} skipped` : '',
  ].filter((part) => part !== '');
}

/** What was reversed and what only got better words are two things. */
function correctedCounts(corrected: NonNullable<RollupFacts['corrected']>): string[] {
  const reversed = corrected.filter(({ isReversal }) => isReversal).length;
  const righted = corrected.length - reversed;
  return [reversed > 0 ? `${reversed} reversed` : '', righted > 0 ? `${righted} corrected` : ''];
}

/** A decision against the rule or the majority, with its because. */
export function describeOverruled(entry: RollupFacts['overruled'][number]): string {
  const marks = [
    entry.isAgainstRule ? 'against the rule' : '',
    entry.isAgainstMajority ? 'against the majority' : '',
  ].filter((mark) => mark !== '');
  const because = entry.because.trim() === '' ? '' : `: ${say(entry.because)}`;
  return `• ${name(entry)} · ${decidedWords[entry.kind]} ${marks.join(' and ')}${because}`;
}

/** An entry of the log that was put right or reversed. */
export function describeCorrected(entry: NonNullable<RollupFacts['corrected']>[number]): string {
  const because = entry.because.trim() === '' ? '' : `: ${say(entry.because)}`;
  return `• ${name(entry)} · ${entry.isReversal ? 'reversed' : 'put right'} by log #${entry.byNumber}${because}`;
}

/** What came late, was moved or missed because the bot was down. */
export function describeOutage(outage: RollupFacts['outages'][number]): string {
  const what = outage.kind === 'review' ? 'review' : 'roll-up';
  const how = {
    late: 'came late',
    moved: 'was moved to the next working day',
    missed: outage.kind === 'review' ? 'was missed' : 'was missed; this one covers its days',
  };
  return `• The ${what} of the week of ${formatDate(outage.weekOn)} ${how[outage.outcome]}.`;
}

/** A week in which nothing ran is no change of plan; a quiet week says it in its one line. */
export function listChanges(facts: RollupFacts): RollupFacts['changes'] {
  return facts.changes.filter(({ reason }) => reason.why !== 'nothing-running');
}

const leftOutWords = {
  'nothing-running': 'nothing was running',
  paused: 'Barbell was not in the channel',
  rhythm: 'a change of the rhythm left no room',
} as const;

/** A review or roll-up that was moved or left out, and why. */
export function describeChangedWeek(change: RollupFacts['changes'][number]): string {
  const { kind, weekOn, reason, isSkipped } = change;
  const what = `• The ${kind === 'review' ? 'review' : 'roll-up'} of the week of ${formatDate(weekOn)}`;
  if (reason.why === 'said') {
    const why = reason.text === '' ? '' : `: ${say(reason.text)}`;
    if (reason.meetsAt === undefined) return `${what} was called off${why}.`;
    return `${what} was moved to ${dateToken(new Date(reason.meetsAt), 'date-time')}${why}.`;
  }
  if (reason.why === 'holiday' || reason.why === 'everyone-off') {
    const how = isSkipped ? 'was skipped' : 'was moved to another day';
    return `${what} ${how}: ${dayOffWords(reason)}.`;
  }
  return `${what} was left out: ${leftOutWords[reason.why]}.`;
}

/** What a closed cycle counted. */
export function describeCounts(counts: RollupFacts['cycles'][number]['counts']): string {
  const said = [
    { many: counts.deviations, words: count(counts.deviations, 'deviation') },
    { many: counts.stops, words: `${counts.stops} stopped` },
    { many: counts.promotions, words: `${counts.promotions} promoted` },
    { many: counts.decisions, words: `${count(counts.decisions, 'card')} decided` },
    { many: counts.noDecisions, words: `${counts.noDecisions} without a decision` },
    { many: counts.gatesDue, words: `${count(counts.gatesDue, 'gate')} due` },
    { many: counts.reviews, words: count(counts.reviews, 'review') },
  ].filter(({ many }) => many > 0);
  return said.length === 0 ? 'Nothing was due.' : said.map(({ words }) => words).join(' · ');
}

/** `#12 *Action X*`, escaped. */
export function name(about: About): string {
  const title = line(about.title.replaceAll('*', '∗'), 60);
  return title === '' ? `#${about.number}` : `#${about.number} *${title}*`;
}

/** People's words on one line, escaped, then cut. */
export function line(text: string, max: number): string {
  return cut(escape(oneLine(text)), max);
}

/** A person's sentence inside one of ours: without the stop at its end. */
export function clause(text: string, max: number): string {
  return line(text.trim().replace(/[.\s]+$/, ''), max);
}

/** People's words in quotes. */
export function say(text: string): string {
  return `“${line(text, 200)}”`;
}

/** `1 card`, `2 cards`. */
export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}

/** A question for help from outside: whom, what, for which one-pager, since when, and how it stands. */
export function describeAsk(ask: AskLine): string {
  const about = ask.number === undefined ? '' : ` for #${ask.number}`;
  const stands = {
    open: ask.isHelped ? ' · help is offered' : '',
    done: ' · done, thank you',
    withdrawn: ' · not needed any more',
  };
  return `• ${clause(ask.whom, 60)}: ${clause(ask.what, 150)}${about}, asked ${formatDate(ask.sinceOn)}${stands[ask.state]}`;
}

/** A line of thanks for a mechanism that was stopped, or for evidence; nobody is named and nothing counted. */
export function describeThanks(thanks: NonNullable<RollupFacts['thanks']>[number]): string {
  const text = thanks.text.trim() === '' ? '' : `: ${clause(thanks.text, 130)}`;
  return thanks.kind === 'stop'
    ? `• Thanks for stopping ${name(thanks)}${text}`
    : `• Thanks for evidence on ${name(thanks)}${text}`;
}

/** `andons 1 raised, 1 answered`; empty when there was none. */
function describeAndons(andons: RollupFacts['andons']): string {
  if (andons === undefined) return '';
  const parts = [
    andons.raised > 0 ? `${andons.raised} raised` : '',
    andons.answered > 0 ? `${andons.answered} answered` : '',
    andons.open > 0 ? `${andons.open} open` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `andons ${parts.join(', ')}`;
}

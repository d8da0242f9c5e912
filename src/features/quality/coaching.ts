/* What makes a one-pager stronger. None of it blocks: the text may be kept as it is. */
import { daysBetween, isLocalDate, type LocalDate } from '../../lib/time.ts';
import { parseContinueIf } from '../signal/continue-if.ts';
import { isEmptyText } from '../signal/plain-text.ts';
import type { BetFields, Finding } from './rules.ts';
import { meaningfulWords, openingWords, shareRepeated } from './words.ts';

/** A gate this far away, ends included, is the fuzzy middle: neither quick to learn from nor big (ANTI-MIDDLE, T27). */
const MIDDLE_DAYS = { from: 28, to: 70 };

/** A bet is looked at again within 90 days (product.md, *Kind follows the gate*). */
const REVISIT_DAYS = 90;

/** The aim: how much, who, until when, and that it is people's gain rather than our output (AIM, TICKET-FACTORY). */
export function coachAim(fields: BetFields): Finding[] {
  const { behaviour, target, byOn } = fields;
  if (isEmptyText(behaviour)) return [];
  const findings: Finding[] = [];
  if (!/\p{N}/u.test(behaviour + target)) {
    findings.push(
      coach(
        'aim-number',
        'target',
        'Without a number the aim can always be called reached.',
        '27% -> 35%',
      ),
    );
  }
  if (
    /^(?:users?|customers?|people|everyone|everybody|clients?|visitors?|increase|improve|grow|boost|raise|drive|get|make|more|better)\b/i.test(
      openingWords(behaviour),
    ) &&
    !SEGMENT.test(behaviour)
  ) {
    findings.push(
      coach(
        'aim-segment',
        'behaviour',
        'Naming whose behaviour it is makes the first slice smaller.',
        'New signups in S finish Action X on day 1',
      ),
    );
  }
  if (isEmptyText(byOn)) {
    findings.push(
      coach(
        'aim-date',
        'byOn',
        'Without a date the aim never asks to be looked at.',
        'A day a few weeks from now; it may lie behind the gate.',
      ),
    );
  }
  if (THROUGHPUT.test(behaviour)) {
    findings.push(
      coach(
        'throughput-aim',
        'behaviour',
        'This counts what the team puts out; users can be no better off for it.',
        'Support answers solve the problem at the first reply',
      ),
    );
  }
  return findings;
}

/** The mechanism: a causal bet rather than a task (MECH-TASK), and no weak one with a gate in the middle. */
export function coachMechanism(fields: BetFields, startOn: LocalDate): Finding[] {
  const findings: Finding[] = [];
  if (opensWithTask(fields.change)) {
    findings.push(
      coach(
        'task-verb',
        'change',
        'This opens like a task; a mechanism names what will be different for people.',
        'a checklist that opens on Action X',
      ),
    );
  }
  if (isLocalDate(fields.gateOn) && isWeakMechanism(fields)) {
    const days = daysBetween(startOn, fields.gateOn);
    if (days >= MIDDLE_DAYS.from && days <= MIDDLE_DAYS.to) {
      findings.push(
        coach(
          'mid-bar',
          'gateOn',
          'Four to ten weeks on a weak cause is too big to be a test and too small to matter.',
          'A slice judged in two weeks, or a stronger because.',
        ),
      );
    }
  }
  return findings;
}

/** The rule and its dates: outcome in it, readable by the gate, not too soon, not too far. */
export function coachRule(fields: BetFields, startOn: LocalDate): Finding[] {
  const findings: Finding[] = [];
  const { gateOn, maturesOn } = fields;
  if (hasOtherRule(fields) && isEmptyText(fields.outcomeContinueIf)) {
    findings.push(
      coach(
        'rule-without-outcome',
        'outcomeContinueIf',
        'The rule can be met although users gain nothing.',
        '+3 pts',
      ),
    );
  }
  if (!isLocalDate(gateOn)) return findings;
  if (isLocalDate(maturesOn) && maturesOn > gateOn) {
    findings.push(
      coach(
        'matures-after-gate',
        'maturesOn',
        'At the gate the outcome will still be too early to read.',
        'A day before the gate, or a later gate.',
      ),
    );
  }
  const days = daysBetween(startOn, gateOn);
  if (days === 0) {
    findings.push(
      coach(
        'gate-today',
        'gateOn',
        'By today nothing can have moved yet.',
        'Two weeks from today is a good first gate.',
      ),
    );
  }
  if (days > REVISIT_DAYS) {
    findings.push(
      coach(
        'gate-far',
        'gateOn',
        `Nothing would be asked for more than ${REVISIT_DAYS} days.`,
        'A gate within 90 days; the aim itself may take longer.',
      ),
    );
  }
  return findings;
}

/** The first step and its reach, the habit, and the sniff test of the proxy (PROXY-SNIFF, GUARDRAIL-PICKER). */
export function coachTest(fields: BetFields): Finding[] {
  const findings: Finding[] = [];
  if (isEmptyText(fields.smallestTest)) {
    findings.push(
      coach(
        'smallest-test-missing',
        'smallestTest',
        'A first step this week shows soonest whether the cause holds.',
        'prompt, Segment S only',
      ),
    );
  }
  if (
    /\b(?:everyone|everybody|all (?:users|customers|people)|whole company)\b|\b100 ?%/i.test(
      fields.rollout,
    )
  ) {
    findings.push(
      coach(
        'rollout-unbounded',
        'rollout',
        'Reaching everybody at once leaves nobody to compare with and more to undo.',
        '10% behind a flag',
      ),
    );
  }
  if (fields.habit === 'other' && isEmptyText(fields.habitOther)) {
    findings.push(
      coach(
        'habit-unnamed',
        'habitOther',
        "The habit needs a name to be counted as this cycle's deviation.",
        'we always start with a survey',
      ),
    );
  }
  return [...findings, ...coachSniff(fields)];
}

function coachSniff(fields: BetFields): Finding[] {
  const findings: Finding[] = [];
  if (fields.sniffWeekly === 'no') {
    findings.push(
      coach(
        'sniff-weekly',
        'proxyName',
        'A number that cannot move within a week shows too late whether this works.',
        'Action X in 24 h, rather than retention after a quarter',
      ),
    );
  }
  if (fields.sniffUpstream === 'no') {
    findings.push(
      coach(
        'sniff-upstream',
        'proxyName',
        'A number that only moves along with the outcome cannot lead to it.',
        'A step that people take on the way to the outcome',
      ),
    );
  }
  if (fields.sniffGameable === 'yes' && isEmptyText(fields.leadingName)) {
    findings.push(
      coach(
        'sniff-gameable',
        'proxyName',
        'It can rise without anybody gaining; a second signal or a tighter definition would show that.',
        'Action X in 24 h, counted only when its result is used',
      ),
    );
  }
  return findings;
}

function coach(id: string, field: Finding['field'], why: string, example: string): Finding {
  return { id, level: 'coach', field, why, example };
}

function opensWithTask(change: string): boolean {
  return TASK_VERB.test(openingWords(change));
}

/** Weak: opens with a task, gives hardly a cause, or says half of the mechanism again. */
function isWeakMechanism(fields: BetFields): boolean {
  if (opensWithTask(fields.change) || meaningfulWords(fields.because).size < 3) return true;
  return shareRepeated(fields.because, `${fields.change} ${fields.moves}`) >= 0.5;
}

function hasOtherRule(fields: BetFields): boolean {
  return [fields.proxyContinueIf, fields.leadingContinueIf, fields.counterContinueIf].some(
    (text) => parseContinueIf(text) !== undefined,
  );
}

/** Words that narrow a group down; without one, `users` or `customers` means everybody. */
const SEGMENT =
  /\b(?:new|existing|trial|paying|free|returning|first|mobile|active|segment|cohort|in|from|with|who|whose|among|on|at|under|over|using)\b/i;

/** Output of a team: counted easily, and users may be no better off (TICKET-FACTORY). */
const THROUGHPUT =
  /\b(?:story points?|velocity|sprints?|uptime|commits|pull requests|deploys|deployments|lines of code|(?:features?|releases?) (?:shipped|delivered|released)|(?:ship|deliver|release)\w* (?:\w+ ){0,2}features?|tickets? (?:closed|resolved|done|per sprint)|(?:clos|resolv|complet|finish)\w* (?:\w+ ){0,3}tickets?|emails? sent|calls? made|meetings? held|hours (?:logged|worked))\b/i;

/** Motion rather than cause, as the first word of a mechanism (MECH-TASK). */
const TASK_VERB =
  /^(?:refactor|send|run|build|launch|ship|migrate|migrat|rewrite|rewrit|create|creat|implement|deliver|redesign|update|updat|deploy|write|writ|organi[sz]e|organi[sz]|hold|develop|publish|hire|hir|roll(?:ing)? out|set(?:ting)? up|add|do|call|email)(?:ing|s|es)?\b/;

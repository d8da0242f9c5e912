// What a team's ritual left behind, for people to read: the same facts stand in the table and in the records, each with what it
// is called, when it was, who did it and why. The words are plain text; each form makes them harmless in its own way.

import { type Export, type ExportedTeam, nameOf } from './rules.ts';

/** One thing beside the log's entries. `details` are labelled values, empty ones left out. */
export interface RitualRecord {
  record: 'deviation' | 'floor' | 'alarm' | 'freeze' | 'exception' | 'andon' | 'case';
  title: string;
  at: string;
  byId?: string;
  because: string;
  onepagerNumber?: number;
  details: [label: string, value: string][];
}

/** Everything of one team's ritual, kind after kind, oldest first. */
export function ritualRecords(taken: Export, team: ExportedTeam): RitualRecord[] {
  return [
    ...team.deviations.map((one) => deviationRecord(taken, one)),
    ...(team.floorLog ?? []).map(floorRecord),
    ...(team.alarms ?? []).map(alarmRecord),
    ...(team.freezes ?? []).map(freezeRecord),
    ...(team.exceptions ?? []).map(exceptionRecord),
    ...(team.andons ?? []).map(andonRecord),
    ...(team.cases ?? []).map(caseRecord),
  ];
}

type Item<Key extends keyof ExportedTeam> =
  NonNullable<ExportedTeam[Key]> extends readonly (infer One)[] ? One : never;

function deviationRecord(taken: Export, one: Item<'deviations'>): RitualRecord {
  const { approval } = one;
  const agreed =
    approval === undefined
      ? ''
      : `${nameOf(taken, approval.byUserId)}, ${approval.at} (${approval.protects})`;
  return {
    ...{ record: 'deviation', title: `${one.area}: ${one.deviation}`, at: one.at },
    ...{ byId: one.byUserId, because: one.because, ...about(one.onepagerNumber) },
    details: filled([
      ['state', one.state],
      ['may bring', one.benefit],
      ['may cost', one.risk],
      ['can be undone', one.isReversible ? 'yes' : 'no'],
      ['agreed beforehand by', agreed],
      ['outcome', one.outcome],
      ['lesson', one.lesson],
      ['settled', one.settledAt ?? ''],
    ]),
  };
}

const floorWords = {
  candidate: 'came as a candidate',
  default: 'is a default',
  retired: 'went',
} as const;

function floorRecord(one: Item<'floorLog'>): RitualRecord {
  return {
    ...{ record: 'floor', title: `${one.area}: ${one.statement}`, at: one.at, because: one.why },
    ...(one.byUserId === undefined ? {} : { byId: one.byUserId }),
    details: filled([
      ['change', floorWords[one.what]],
      ['state', one.state],
      ['for', one.segment],
      ['before', one.was ?? ''],
      ['what happened to users', one.harm ?? ''],
      ['from the deviation', one.fromDeviation ?? ''],
      ['log', logNumber(one.decisionNumber)],
    ]),
  };
}

function alarmRecord(one: Item<'alarms'>): RitualRecord {
  return {
    ...{ record: 'alarm', title: one.kind.replaceAll('-', ' '), at: one.firedAt },
    ...{ because: one.dismissedBecause ?? '', ...about(one.onepagerNumber) },
    details: filled([
      ['since', one.since],
      ['cleared', one.clearedAt ?? ''],
      ['dismissed', one.dismissedAt ?? ''],
      ['log', logNumber(one.decisionNumber)],
    ]),
  };
}

function freezeRecord(one: Item<'freezes'>): RitualRecord {
  return {
    ...{ record: 'freeze', title: 'Frozen', at: one.at, byId: one.byUserId },
    ...{ because: one.reason, ...about(one.onepagerNumber) },
    details: filled([
      ['evidence review', one.reviewAt],
      ['ended', one.endedAt ?? ''],
      ['log', logNumber(one.decisionNumber)],
    ]),
  };
}

function exceptionRecord(one: Item<'exceptions'>): RitualRecord {
  return {
    ...{ record: 'exception', title: one.indicator, at: one.at, byId: one.byUserId },
    ...{ because: one.reason, onepagerNumber: one.onepagerNumber },
    details: filled([
      ['until', one.untilOn],
      ['renewal', one.renewal === 0 ? '' : String(one.renewal)],
    ]),
  };
}

/** `at` is the Monday of its week: nothing nearer is taken out. */
function andonRecord(one: Item<'andons'>): RitualRecord {
  return {
    ...{ record: 'andon', title: one.about, at: one.weekOn, because: one.doubt },
    ...about(one.onepagerNumber),
    details: filled([
      ['own words', one.words],
      ['state', one.state],
      ['answer', one.answer ?? ''],
    ]),
  };
}

function caseRecord(one: Item<'cases'>): RitualRecord {
  return {
    ...{ record: 'case', title: one.context, at: one.savedAt, byId: one.authorId },
    because: one.turns,
    details: filled([
      ['habits', one.traits.join(', ')],
      ['what follows', one.symptoms.join(', ')],
      ['loops', one.loops.join(', ')],
      ['moves', one.moves.join(', ')],
      ['may be read by', one.visibility],
    ]),
  };
}

function about(onepagerNumber: number | undefined): Pick<RitualRecord, 'onepagerNumber'> {
  return onepagerNumber === undefined ? {} : { onepagerNumber };
}

function filled(details: RitualRecord['details']): RitualRecord['details'] {
  return details.filter(([, value]) => value !== '');
}

function logNumber(number: number | undefined): string {
  return number === undefined ? '' : `#${number}`;
}

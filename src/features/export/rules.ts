// What a team wrote down belongs to it, so it can be taken out: a table for a spreadsheet, everything for a program, and
// records to read. An export holds what the person who asks may read, as it was at one moment, and nothing else: no votes by
// name, nothing anonymous, nothing of a team whose channel is closed to them. People of other organisations take nothing
// out, and nobody more than ten times a minute. Whatever people typed is text in it, never a formula, a tag or a link.
// (COMPLIANCE-IN; product.md *Who may read*, *Your data*)

import { z } from 'zod';
import type { LocalDate } from '../../lib/time.ts';
import { ritualParts } from './ritual-rules.ts';

/** The three forms of an export. */
export const exportFormats = ['csv', 'json', 'md'] as const;

/** One of the three forms: a table, everything, or records to read. */
export type ExportFormat = (typeof exportFormats)[number];

/** Reads a form's name as people type it; undefined for anything else. */
export function parseFormat(text: string): ExportFormat | undefined {
  const typed = text.trim().toLowerCase().replace(/^\./, '');
  if (typed === 'markdown') return 'md';
  return exportFormats.find((format) => format === typed);
}

/** How often one person may ask: so many times in so long. (reliability.md B-80) */
export const exportLimit = { times: 10, withinMs: 60_000 } as const;

const text = z.string();
const texts = z.record(text, text);
const instant = z.iso.datetime();
const day = z.iso.date();
const number = z.int().min(1);

const evidence = z.strictObject({ permalink: text, why: text, byUserId: text, at: instant });

const decision = z.strictObject({
  number,
  kind: z.enum(['opened', 'continue', 'change', 'stop', 'promote', 'amend', 'other']),
  at: instant,
  title: text,
  /** Missing once the person was erased. */
  decidedByUserId: text.exactOptional(),
  confidence: z.enum(['low', 'medium', 'high']).exactOptional(),
  isAgainstRule: z.boolean(),
  isAgainstMajority: z.boolean(),
  revisitOn: day.exactOptional(),
  onepagerNumber: number.exactOptional(),
  isMajor: z.literal(true).exactOptional(),
  /** It takes the entry that it supersedes back. */
  isReversal: z.literal(true).exactOptional(),
  /** It was made in an evidence review, and ended a freeze. */
  endsFreeze: z.literal(true).exactOptional(),
  /** Whose two keys it took; empty for somebody erased. */
  keyUserIds: z.array(text).exactOptional(),
  supersedesNumber: number.exactOptional(),
  supersededByNumber: number.exactOptional(),
  /** Who had written its one-pager with the owner when it was decided. */
  coAuthorIds: z.array(text).exactOptional(),
  /** People's words by field; what was erased is not there. */
  texts,
  /** How far the outcome had come, in words that can be shown. */
  moved: z.array(
    z.strictObject({
      signal: text,
      before: text,
      after: text,
      n: z.number().exactOptional(),
      isMet: z.boolean(),
      direction: text,
    }),
  ),
  /** What was kept with the one-pager when it was decided. */
  evidence: z.array(evidence),
});

const onepager = z.strictObject({
  number,
  title: text,
  state: z.enum(['running', 'frozen', 'parked', 'stopped', 'promoted']),
  kind: z.enum(['probe', 'bet']),
  ownerId: text,
  startedAt: instant,
  endedAt: instant.exactOptional(),
  gateOn: day,
  /** The promoted one-pager that it tries in a new segment. */
  followsNumber: number.exactOptional(),
  version: number,
  /** The form as typed, in its current version. */
  fields: texts,
  amendments: z.array(
    z.strictObject({ version: number, byUserId: text, at: instant, words: text }),
  ),
  evidence: z.array(evidence),
});

const team = z.strictObject({
  id: text,
  name: text,
  channelId: text,
  zone: text,
  onepagers: z.array(onepager),
  decisions: z.array(decision),
  deviations: z.array(
    z.strictObject({
      area: text,
      deviation: text,
      because: text,
      benefit: text,
      risk: text,
      isReversible: z.boolean(),
      state: text,
      outcome: text,
      lesson: text,
      byUserId: text,
      at: instant,
      settledAt: instant.exactOptional(),
      onepagerNumber: number.exactOptional(),
      /** The protected area that it touches, and who agreed beforehand. */
      approval: z.strictObject({ protects: text, byUserId: text, at: instant }).exactOptional(),
    }),
  ),
  /** Every request to depart in a protected area, however it ended; missing in exports from before there were any. */
  approvals: z
    .array(
      z.strictObject({
        protects: text,
        area: text,
        deviation: text,
        because: text,
        benefit: text,
        risk: text,
        isReversible: z.boolean(),
        askedBy: text,
        askedAt: instant,
        state: text,
        answeredBy: text.exactOptional(),
        answeredAt: instant.exactOptional(),
        reason: text,
      }),
    )
    .exactOptional(),
  defaults: z.array(
    z.strictObject({ area: text, statement: text, segment: text, sinceAt: instant }),
  ),
  ...ritualParts,
});

const exportSchema = z.strictObject({
  form: z.literal('barbell-export'),
  version: z.literal(1),
  workspaceId: text,
  takenAt: instant,
  /** What was asked for, in words; empty for everything. */
  about: text,
  /** Where the workspace's decision log ended then, as a code: `barbell verify --anchor` tells whether it still does. */
  logEndsWith: text.exactOptional(),
  teams: z.array(team),
  /** Names as Slack shows them, by user id. */
  people: texts,
});

/** Everything that is taken out at one moment; instants are UTC, days are the team's. */
export type Export = z.infer<typeof exportSchema>;
/** One team's part of it. */
export type ExportedTeam = z.infer<typeof team>;
/** One entry of the log. */
export type ExportedDecision = z.infer<typeof decision>;
/** One one-pager with its history. */
export type ExportedOnePager = z.infer<typeof onepager>;
/** A message kept with a one-pager. */
export type ExportedEvidence = z.infer<typeof evidence>;

/** An export as JSON, indented and in one order, so that two of them can be compared line by line. */
export function writeJson(taken: Export): string {
  return `${JSON.stringify(exportSchema.parse(taken), null, 2)}\n`;
}

/** Checks what `JSON.parse` read from an export; undefined when it is none, or of a version that is not known here. */
export function readExport(json: unknown): Export | undefined {
  return exportSchema.safeParse(json).data;
}

/** The name of the file: `barbell-decisions-2026-12-01.csv`. */
export function fileName(format: ExportFormat, today: LocalDate): string {
  return `barbell-${format === 'json' ? 'export' : 'decisions'}-${today}.${format}`;
}

/** A person as a file names them: `Ana`, or the id of somebody we never saw; empty for somebody erased. */
export function nameOf(taken: Pick<Export, 'people'>, userId: string | undefined): string {
  if (userId === undefined) return '';
  return taken.people[userId] ?? userId;
}

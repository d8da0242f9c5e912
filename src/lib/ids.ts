/** An id with its kind in front: `rv_4kq…`. The prefix is part of the type, so kinds cannot be mixed. */
export type Id<Prefix extends string> = `${Prefix}_${string}`;

/** The id of a team. */
export type TeamId = Id<'tm'>;
/** The id of a one-pager. */
export type OnePagerId = Id<'op'>;
/** The id of a draft. */
export type DraftId = Id<'dr'>;
/** The id of a signal. */
export type SignalId = Id<'sg'>;
/** The id of a review. */
export type ReviewId = Id<'rv'>;
/** The id of a one-pager's card in a review. */
export type CardId = Id<'cd'>;
/** The id of a decision. */
export type DecisionId = Id<'dec'>;
/** The id of a deviation. */
export type DeviationId = Id<'dv'>;
/** The id of a request to depart in a protected area. */
export type ApprovalId = Id<'ap'>;
/** The id of a default. */
export type DefaultId = Id<'df'>;
/** The id of a cycle. */
export type CycleId = Id<'cy'>;
/** The id of a roll-up. */
export type RollupId = Id<'ru'>;
/** The id of a message in the outbox. */
export type MessageId = Id<'ms'>;
/** The id of a assumption. */
export type AssumptionId = Id<'as'>;
/** The id of a piece of evidence. */
export type EvidenceId = Id<'ev'>;
/** The id of somebody's request for an export. */
export type ExportRequestId = Id<'ex'>;

/** The id of a range of days away. */
export type AwayId = Id<'aw'>;
/** The id of a question to take a major decision back. */
export type ReversalId = Id<'rr'>;
/** The id of a reminder. */
export type NudgeId = Id<'nu'>;
/** The id of a freeze. */
export type FreezeId = Id<'fz'>;
/** The id of a mark on an assumption. */
export type MarkId = Id<'am'>;
/** The id of a guardrail's exception. */
export type ExceptionId = Id<'gx'>;
/** The id of a raised andon, and of what was added to one. */
export type AndonId = Id<'an'>;
/** The id of a past decision's return. */
export type LookbackId = Id<'lb'>;
/** The id of a question for help from outside the team. */
export type AskId = Id<'ak'>;
/** The id of a company post. */
export type CompanyPostId = Id<'cp'>;

/** The id of an alarm. */
export type AlarmId = Id<'al'>;
/** The id of an anthropologist's case. */
export type HatId = Id<'ht'>;

/** Makes a fresh id of the given kind: 128 random bits, so ids neither collide nor tell an order. */
export type NewId = <Prefix extends string>(prefix: Prefix) => Id<Prefix>;

/** Builds a `NewId` on a source of randomness; tests pass a counter instead of the machine's. */
export function makeNewId(randomText: () => string): NewId {
  return (prefix) => `${prefix}_${randomText()}`;
}

/** Tells whether a text that came from outside has the shape of an id of this kind. */
export function isId<Prefix extends string>(prefix: Prefix, text: string): text is Id<Prefix> {
  return text.startsWith(`${prefix}_`) && /^[a-z]+_[a-z0-9]{1,40}$/.test(text);
}

/** An id with its kind in front: `rv_4kq…`. The prefix is part of the type, so kinds cannot be mixed. */
export type Id<Prefix extends string> = `${Prefix}_${string}`;

export type TeamId = Id<'tm'>;
export type OnePagerId = Id<'op'>;
export type DraftId = Id<'dr'>;
export type SignalId = Id<'sg'>;
export type ReviewId = Id<'rv'>;
export type CardId = Id<'cd'>;
export type DecisionId = Id<'dec'>;
export type DeviationId = Id<'dv'>;
export type DefaultId = Id<'df'>;
export type CycleId = Id<'cy'>;
export type RollupId = Id<'ru'>;
export type MessageId = Id<'ms'>;
export type AssumptionId = Id<'as'>;

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

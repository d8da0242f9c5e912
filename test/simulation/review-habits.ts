import type { Place } from '../../sandbox/server/play/actor.ts';
import { elementsWithLabels, type Found, matches } from '../../sandbox/server/play/find.ts';
import type { CardId } from '../../src/lib/ids.ts';
import { choose } from '../harness/review-room.ts';
import type { Member, Team } from './company.ts';
import { Broken, findReview, type OpenCard, type OpenReview, type Room, submits } from './room.ts';

const choices = ['Continue', 'Change', 'Stop'] as const;
type Choice = (typeof choices)[number];

/** What the people of a team do while their review is open: some of it, in any order, sometimes twice or too late. */
export async function liveReview(room: Room, team: Team): Promise<void> {
  const { dice } = room;
  const review = await findReview(room, team);
  if (review === undefined) return;
  for (const member of dice.shuffle(team.members)) {
    if (!dice.chance(member.diligence)) continue;
    if (review.threadTs === undefined) await votesAhead(room, member, review);
    else await takesPart(room, { team, member, threadTs: review.threadTs });
  }
}

interface Seat {
  team: Team;
  member: Member;
  threadTs: string;
}

async function takesPart(room: Room, seat: Seat): Promise<void> {
  const { dice } = room;
  const review = await findReview(room, seat.team);
  if (review === undefined) return;
  const { member } = seat;
  for (const card of dice.shuffle(review.cards)) {
    const isOwner = card.ownerId === member.actor.userId;
    if (isOwner && dice.chance(0.8)) await addsReadings(room, seat, card);
    if (dice.chance(0.6)) await votes(room, seat, card);
    if (isOwner && dice.chance(0.4)) await decides(room, seat, card);
  }
  if (dice.chance(0.05)) await startsClock(room, seat, review);
  if (dice.chance(0.03)) await callsOff(room, seat, review);
}

function placeOf({ team, threadTs }: Seat, card: OpenCard): Place {
  return { channel: team.channelId, thread: threadTs, in: new RegExp(`^#${card.number} `) };
}

async function addsReadings(room: Room, seat: Seat, card: OpenCard): Promise<void> {
  const { actor } = seat.member;
  const why = room.words('because the numbers are what they are');
  await room.does(seat.member, 'adds readings', async () => {
    await actor.presses('Readings', placeOf(seat, card));
    const { view } = await actor.seesModal(/now\?/);
    let before: string | undefined;
    for (const field of elementsWithLabels(view.blocks)) {
      const value = readingFor(room, field, before);
      before = value;
      if (value !== undefined) await actor.fills({ [escapeRegExp(field.label)]: value });
    }
    await actor.fills({ '^Why': why });
    await submits(seat.member);
    await room.expectKept('card_note.why', why);
  });
}

/** A number in the unit in which the form tells the last one, near it; nothing for other fields. */
function readingFor({ dice }: Room, { label, block }: Found, before?: string): string | undefined {
  // A count belongs to the number before it.
  if (/out of how many/i.test(label)) {
    return before === undefined ? undefined : String(dice.between(5, 400));
  }
  if (!/now\?$/.test(label) || dice.chance(0.15)) return undefined;
  const hint = JSON.stringify(block.hint ?? '');
  const known = /(?:At the start|Limit) [^\d]*([\d.]+)([^,".]*)/.exec(hint);
  if (known === null) return undefined;
  const [, number = '0', unit = ''] = known;
  const value = Number(number) * (0.7 + dice.next() * 0.7);
  const digits = number.includes('.') || value < 1 ? 2 : 0;
  const isPercent = unit.trim().startsWith('%');
  const bounded = isPercent ? Math.min(100, value) : value;
  return `${bounded.toFixed(digits)}${/per \d+/.test(unit) || isPercent || /ms/.test(unit) ? unit : ''}`;
}

async function votes(room: Room, seat: Seat, card: OpenCard): Promise<void> {
  const { dice } = room;
  const { member } = seat;
  const { actor } = member;
  const choice = dice.pick(choices);
  if (member.isGuest) return votesInVain(room, seat, card);
  if (choice === 'Continue') {
    const presses = dice.chance(0.1) ? 2 : 1;
    if (dice.chance(0.1)) await room.world.client.faults([{ kind: 'deliverTwice' }]);
    await room.does(member, presses === 2 ? 'votes twice at once' : 'votes', async () => {
      const pressing = Array.from({ length: presses }, () =>
        actor.presses('Continue', placeOf(seat, card)),
      );
      await Promise.all(pressing);
      await expectVote(room, card.id, { member, choice, reason: '' });
    });
    return;
  }
  const reason = room.words(`${choice.toLowerCase()} it`);
  const opensForm = async () => {
    await actor.presses(choice, placeOf(seat, card));
    // Not another card's, which was left open, nor the ballot of all cards, which may have come late.
    await actor.seesModal(
      new RegExp(`#${card.number} [^]*(What should change|Why stop), in one line`),
    );
    await actor.fills({ '(What should change|Why stop), in one line': reason });
  };
  const sends = async () => {
    if (!(await isOpen(room, card.id))) return submitsTooLate(room, member, card.id);
    await submits(member);
    await expectVote(room, card.id, { member, choice, reason });
    await room.expectKept('vote.reason', reason);
  };
  if (dice.chance(0.06)) {
    await room.does(member, 'leaves a vote open', opensForm, { staysOpen: true });
    room.leftOpen.push(() =>
      room.does(member, 'comes back to a vote', sends, { mayBeRefused: /in one line|window/ }),
    );
    return;
  }
  await room.does(member, 'votes', async () => {
    await opensForm();
    await sends();
  });
}

/** A card that is closed by now takes nothing, and says so on top of the form. */
async function submitsTooLate(room: Room, member: Member, cardId: CardId): Promise<void> {
  const before = await countVotes(room, cardId);
  await member.actor.submits({ mayFail: true });
  if (!room.world.isBotUp) return;
  await member.actor.seesModal(/decided|closed|no decision/i);
  if ((await countVotes(room, cardId)) !== before)
    throw new Broken('a closed card has taken a vote');
}

async function votesInVain(room: Room, seat: Seat, card: OpenCard): Promise<void> {
  const { actor } = seat.member;
  await room.does(seat.member, 'votes as a guest', async () => {
    await actor.presses('Continue', placeOf(seat, card));
    const has = await hasVote(room, card.id, actor.userId);
    if (has) throw new Broken(`a guest’s vote counts on #${card.number}`);
  });
}

/** `/onepager vote`, before the review is posted. */
async function votesAhead(room: Room, member: Member, review: OpenReview): Promise<void> {
  const { dice } = room;
  const [card] = dice.shuffle(review.cards);
  if (card === undefined || member.isGuest || dice.chance(0.6)) return;
  await room.does(member, 'votes ahead', async () => {
    await member.actor.runs('/onepager vote');
    await member.actor.seesModal(/Open until/);
    await member.actor.fills({ [`(^|on )#${card.number}$`]: 'Continue' });
    await submits(member);
    if (!(await hasVote(room, card.id, member.actor.userId)))
      await room.lost(`a vote ahead is lost on #${card.number}`);
  });
}

async function decides(room: Room, seat: Seat, card: OpenCard): Promise<void> {
  const { dice } = room;
  const { actor } = seat.member;
  const isLate = !(await isOpen(room, card.id));
  if (isLate) return;
  const line = room.words('decided');
  const deed = async () => {
    await actor.presses('Log decision', placeOf(seat, card));
    await actor.seesModal(/How sure are we/);
    const other = dice.pick(['', '', 'Continue', 'Change', 'Stop', 'Promote']);
    if (other !== '') await choose(actor, other).catch(ignoreSame);
    await fillsWhatIsAsked(room, seat.member);
    await actor.fills({ 'One line for the log': line });
    await submits(seat.member);
    // Votes that were hidden while it was filled in may ask one line more.
    const { stack } = await actor.client.views(actor.userId);
    if (stack.length > 0) {
      await actor.seesModal(/Nothing is logged yet/);
      await fillsWhatIsAsked(room, seat.member);
      await submits(seat.member);
    }
    await room.expectKept('decision_text.text', line);
    if (await isOpen(room, card.id)) throw new Broken(`#${card.number} is decided and still open`);
  };
  // Against the vote or the rule somebody else has to agree; a change has to change something; nothing is promoted past a limit.
  const mayBeRefused = /needs one other person’s vote|Nothing is different yet|users are at risk/;
  await room.does(seat.member, 'decides', deed, { mayBeRefused });
}

/** Choosing what is chosen already redraws nothing. */
function ignoreSame(error: unknown): void {
  if (!(error instanceof Error && /nobody sees the form for/.test(error.message))) throw error;
}

/** Writes something into every text field that must not stay empty; a new test, where there is one, in any case. */
async function fillsWhatIsAsked(room: Room, { actor }: Member): Promise<void> {
  const { view } = await actor.seesModal();
  for (const { label, block, element } of elementsWithLabels(view.blocks)) {
    if (element.type !== 'plain_text_input' || block.optional === true) continue;
    const isEmpty = element.initial_value === undefined || element.initial_value === '';
    if (!isEmpty && !matches(label, /^Smallest test/)) continue;
    await actor.fills({ [`^${escapeRegExp(label)}$`]: room.words('we know now') });
  }
}

async function startsClock(room: Room, seat: Seat, review: OpenReview): Promise<void> {
  if (review.cards.length === 0 || seat.member.isGuest) return;
  await room.does(
    seat.member,
    'starts the clock',
    async () => {
      await seat.member.actor.presses('Start 15 minutes', inThread(seat));
    },
    { mayBeRefused: /nobody sees/ },
  );
}

async function callsOff(room: Room, seat: Seat, review: OpenReview): Promise<void> {
  const { actor, isGuest } = seat.member;
  const reason = room.words('nobody has time');
  const state = await reviewState(room, review);
  if (isGuest || state.isDecided || state.openCards === 0) return;
  await room.does(seat.member, 'calls the review off', async () => {
    await actor.presses('Move / skip', inThread(seat));
    await actor.seesModal(/This review closes/);
    await actor.fills({ 'When do we meet': 'Not at all', '^Why': reason });
    await submits(seat.member);
    await room.expectKept('review.skipped_because', reason);
  });
}

function inThread({ team, threadTs }: Seat): Place {
  return { channel: team.channelId, thread: threadTs };
}

async function expectVote(
  room: Room,
  cardId: CardId,
  vote: { member: Member; choice: Choice; reason: string },
): Promise<void> {
  const rows = await room.world.db
    .selectFrom('vote')
    .select(['choice', 'reason'])
    .where('card_id', '=', cardId)
    .where('user_id', '=', vote.member.actor.userId)
    .execute();
  const [row] = rows;
  const isRight = row?.choice === vote.choice.toLowerCase() && row.reason === vote.reason;
  if (rows.length !== 1 || !isRight)
    await room.lost(`${vote.member.name} voted ${vote.choice}; kept is ${JSON.stringify(rows)}`);
}

async function hasVote(room: Room, cardId: CardId, userId: string): Promise<boolean> {
  const row = await room.world.db
    .selectFrom('vote')
    .select('choice')
    .where('card_id', '=', cardId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row !== undefined;
}

async function countVotes(room: Room, cardId: CardId): Promise<number> {
  const rows = await room.world.db
    .selectFrom('vote')
    .select('reason')
    .where('card_id', '=', cardId)
    .execute();
  return rows.length;
}

async function isOpen(room: Room, cardId: CardId): Promise<boolean> {
  const row = await room.world.db
    .selectFrom('card')
    .select('state')
    .where('id', '=', cardId)
    .executeTakeFirst();
  return row?.state === 'open';
}

async function reviewState(
  room: Room,
  review: OpenReview,
): Promise<{ isDecided: boolean; openCards: number }> {
  const rows = await room.world.db
    .selectFrom('card')
    .select('state')
    .where('review_id', '=', review.id)
    .execute();
  return {
    isDecided: rows.some(({ state }) => state === 'decided'),
    openCards: rows.filter(({ state }) => state === 'open').length,
  };
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

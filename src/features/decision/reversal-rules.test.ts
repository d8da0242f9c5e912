import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countingKeys,
  expiresAfter,
  type Key,
  planCorrection,
  type Reversal,
  refuseWithdraw,
  turnKey,
  waitingFor,
  withholdKey,
} from './reversal-rules.ts';

const openedAt = new Date('2026-12-08T09:00:00.000Z');
const hourMs = 60 * 60 * 1000;
const question: Reversal = {
  id: 'rr_1',
  workspaceId: 'T1',
  teamId: 'tm_1',
  decisionId: 'dec_1',
  proposedBy: 'UANA',
  openedAt,
  expiresAt: expiresAfter(openedAt),
  state: 'open',
  correction: { mode: 'reverse', because: 'it was wrong', title: '', line: '', learned: '' },
};
const holders = ['UBEN', 'UMIA', 'UNOOR'];
const later = (hours: number) => new Date(openedAt.getTime() + hours * hourMs);
const turned = (userId: string, hours = 1): Key => ({
  userId,
  answer: 'turned',
  at: later(hours),
});

describe('planCorrection', () => {
  const around = { isWaiting: false, others: 2 };

  it('puts an ordinary entry right at once, and asks two keys for a major one', () => {
    expect(planCorrection({ kind: 'stop' }, { isWaiting: false, others: 0 })).toEqual({
      plan: 'at-once',
    });
    expect(planCorrection({ kind: 'stop', isMajor: true }, around)).toEqual({ plan: 'two-keys' });
  });

  it('refuses what began or amended a one-pager, a reversal, and what is superseded or waits', () => {
    for (const kind of ['opened', 'amend'] as const) {
      expect(planCorrection({ kind }, around)).toEqual({ refused: 'not-correctable' });
    }
    expect(planCorrection({ kind: 'other', isReversal: true }, around)).toEqual({
      refused: 'not-correctable',
    });
    expect(planCorrection({ kind: 'stop', supersededByNumber: 9 }, around)).toEqual({
      refused: 'superseded',
    });
    const major = { kind: 'promote', isMajor: true } as const;
    expect(planCorrection(major, { isWaiting: true, others: 2 })).toEqual({ refused: 'waiting' });
    expect(planCorrection(major, { isWaiting: false, others: 1 })).toEqual({
      refused: 'too-few-keys',
    });
  });
});

describe('turnKey', () => {
  it('waits for the second key and completes with it, whoever is first', () => {
    expect(
      turnKey({ reversal: question, keys: [] }, { userId: 'UBEN', holders }, later(1)),
    ).toEqual({ turned: 'waits' });
    const keys = [turned('UMIA')];
    expect(turnKey({ reversal: question, keys }, { userId: 'UBEN', holders }, later(2))).toEqual({
      turned: 'completes',
      keyUserIds: ['UMIA', 'UBEN'],
    });
  });

  it('refuses the person who asks, somebody without a key, and the same key twice', () => {
    const keys = [turned('UBEN')];
    const press = (userId: string) =>
      turnKey({ reversal: question, keys }, { userId, holders: [...holders, 'UANA'] }, later(2));
    expect(press('UANA')).toEqual({ refused: 'proposer' });
    expect(press('UTHEO')).toEqual({ refused: 'not-a-holder' });
    expect(press('UBEN')).toEqual({ refused: 'turned-already' });
  });

  it('does not count the key of somebody who left or handed it back', () => {
    const keys = [turned('UMIA')];
    const press = { userId: 'UBEN', holders: ['UBEN', 'UNOOR'] };
    expect(turnKey({ reversal: question, keys }, press, later(2))).toEqual({ turned: 'waits' });
    const withheld: Key = { userId: 'UMIA', answer: 'withheld', at: later(1) };
    expect(
      turnKey({ reversal: question, keys: [withheld] }, { userId: 'UBEN', holders }, later(2)),
    ).toEqual({ turned: 'waits' });
  });

  it('completes at any press of a holder once two keys count again, because somebody came back', () => {
    const keys = [turned('UMIA', 1), turned('UNOOR', 2)];
    const press = { userId: 'UMIA', holders };
    expect(turnKey({ reversal: question, keys }, press, later(3))).toEqual({
      turned: 'completes',
      keyUserIds: ['UMIA', 'UNOOR'],
    });
  });

  it('completes with two keys, the first ones, where more count', () => {
    const keys = [turned('UMIA', 1), turned('UNOOR', 2)];
    expect(turnKey({ reversal: question, keys }, { userId: 'UBEN', holders }, later(3))).toEqual({
      turned: 'completes',
      keyUserIds: ['UMIA', 'UNOOR'],
    });
  });

  it('tells whoever asks that theirs is not one of the two, with a key or without', () => {
    const press = { userId: 'UANA', holders };
    expect(turnKey({ reversal: question, keys: [] }, press, later(1))).toEqual({
      refused: 'proposer',
    });
  });

  it('is over once it is written down as expired, whatever the clock says', () => {
    const expired = { ...question, state: 'expired' as const };
    const press = { userId: 'UBEN', holders };
    expect(turnKey({ reversal: expired, keys: [] }, press, later(1))).toEqual({
      refused: 'expired',
    });
  });

  it('ends after exactly seven days', () => {
    const ask = (now: Date) =>
      turnKey({ reversal: question, keys: [turned('UMIA')] }, { userId: 'UBEN', holders }, now);
    expect(ask(new Date(question.expiresAt.getTime() - 1))).toHaveProperty('turned', 'completes');
    expect(ask(question.expiresAt)).toEqual({ refused: 'expired' });
    expect(question.expiresAt).toEqual(later(168));
  });
});

describe('withholdKey', () => {
  it('takes a key back, and the question when the person who asked says so', () => {
    expect(
      withholdKey({ reversal: question, keys: [] }, { userId: 'UBEN', holders }, later(1)),
    ).toEqual({
      withheld: 'key',
    });
    expect(
      withholdKey({ reversal: question, keys: [] }, { userId: 'UANA', holders: [] }, later(1)),
    ).toEqual({
      withheld: 'question',
    });
    expect(
      withholdKey({ reversal: question, keys: [] }, { userId: 'UTHEO', holders }, later(1)),
    ).toEqual({
      refused: 'not-a-holder',
    });
    const no = { userId: 'UBEN', answer: 'withheld', at: later(0) } as const;
    const again = withholdKey(
      { reversal: question, keys: [no] },
      { userId: 'UBEN', holders },
      later(1),
    );
    expect(again).toEqual({ refused: 'withheld-already' });
    const done = { ...question, state: 'done' as const };
    expect(
      withholdKey({ reversal: done, keys: [] }, { userId: 'UBEN', holders }, later(1)),
    ).toEqual({
      refused: 'settled',
    });
  });

  it('takes the no of one for nobody else’s, and ends no question that is over', () => {
    const no = { userId: 'UMIA', answer: 'withheld', at: later(0) } as const;
    const press = { userId: 'UBEN', holders };
    expect(withholdKey({ reversal: question, keys: [no] }, press, later(1))).toEqual({
      withheld: 'key',
    });
    const done = { ...question, state: 'done' as const };
    const asker = { userId: 'UANA', holders };
    expect(withholdKey({ reversal: done, keys: [] }, asker, later(1))).toEqual({
      refused: 'settled',
    });
  });
});

describe('refuseWithdraw', () => {
  it('lets whoever asked withdraw what is open, and nobody else', () => {
    expect(refuseWithdraw(question, 'UANA', later(1))).toBeUndefined();
    expect(refuseWithdraw(question, 'UBEN', later(1))).toBe('not-the-asker');
    expect(refuseWithdraw(question, 'UANA', question.expiresAt)).toBe('expired');
    expect(refuseWithdraw({ ...question, state: 'done' }, 'UANA', later(1))).toBe('settled');
  });
});

describe('countingKeys', () => {
  it('never counts the key of whoever asks, who may hold one', () => {
    expect(countingKeys(question, [turned('UANA')], [...holders, 'UANA'])).toEqual([]);
  });
});

describe('waitingFor', () => {
  it('says who has not answered and who said no; neither names the person who asks', () => {
    const keys: Key[] = [turned('UBEN'), { userId: 'UMIA', answer: 'withheld', at: later(2) }];
    expect(waitingFor(question, keys, [...holders, 'UANA'])).toEqual({
      waiting: ['UNOOR'],
      withheld: ['UMIA'],
    });
  });
});

/** What the model knows without the code under test: who turned, who may, and what time it is. */
interface Model {
  hours: number;
  turnedBy: Set<string>;
  active: Set<string>;
  holders: Set<string>;
  isOver: boolean;
}

/** The question as the bot keeps it: rows, and what happened to it. */
interface Real {
  reversal: Reversal;
  keys: Map<string, Key>;
  completedBy: string[][];
}

const people = ['UANA', 'UBEN', 'UMIA', 'UNOOR', 'UTHEO'];

function holdersOf(model: Model): string[] {
  return people.filter((one) => model.active.has(one) && model.holders.has(one));
}

class Press implements fc.Command<Model, Real> {
  readonly userId: string;
  constructor(userId: string) {
    this.userId = userId;
  }
  check(): boolean {
    return true;
  }
  run(model: Model, real: Real): void {
    const now = later(model.hours);
    const press = { userId: this.userId, holders: holdersOf(model) };
    const result = turnKey({ reversal: real.reversal, keys: [...real.keys.values()] }, press, now);
    if ('turned' in result) {
      real.keys.set(this.userId, { userId: this.userId, answer: 'turned', at: now });
      if (result.turned === 'completes') {
        real.completedBy.push(result.keyUserIds);
        real.reversal = { ...real.reversal, state: 'done' };
      }
    }
    // The oracle: a set of people, counted.
    const mayTurn =
      !model.isOver &&
      model.hours < 168 &&
      this.userId !== 'UANA' &&
      press.holders.includes(this.userId);
    if (mayTurn) model.turnedBy.add(this.userId);
    const counting = [...model.turnedBy].filter((one) => press.holders.includes(one));
    const isComplete = mayTurn && counting.length >= 2;
    expect('turned' in result && result.turned === 'completes').toBe(isComplete);
    if (isComplete) model.isOver = true;
  }
  toString(): string {
    return `${this.userId} turns`;
  }
}

class Withhold implements fc.Command<Model, Real> {
  readonly userId: string;
  constructor(userId: string) {
    this.userId = userId;
  }
  check(): boolean {
    return true;
  }
  run(model: Model, real: Real): void {
    const now = later(model.hours);
    const result = withholdKey(
      { reversal: real.reversal, keys: [...real.keys.values()] },
      { userId: this.userId, holders: holdersOf(model) },
      now,
    );
    const isTimely = !model.isOver && model.hours < 168;
    const ends = isTimely && this.userId === 'UANA';
    expect('withheld' in result && result.withheld === 'question').toBe(ends);
    if (ends) {
      real.reversal = { ...real.reversal, state: 'withdrawn' };
      model.isOver = true;
    } else if ('withheld' in result) {
      real.keys.set(this.userId, { userId: this.userId, answer: 'withheld', at: now });
      expect(isTimely && holdersOf(model).includes(this.userId)).toBe(true);
      model.turnedBy.delete(this.userId);
    }
  }
  toString(): string {
    return `${this.userId} would rather not`;
  }
}

class Flip implements fc.Command<Model, Real> {
  readonly what: 'active' | 'holders';
  readonly userId: string;
  constructor(what: 'active' | 'holders', userId: string) {
    this.what = what;
    this.userId = userId;
  }
  check(): boolean {
    return true;
  }
  run(model: Model): void {
    const set = model[this.what];
    if (!set.delete(this.userId)) set.add(this.userId);
  }
  toString(): string {
    return `${this.userId} ${this.what} flips`;
  }
}

class Wait implements fc.Command<Model, Real> {
  readonly hours: number;
  constructor(hours: number) {
    this.hours = hours;
  }
  check(): boolean {
    return true;
  }
  run(model: Model): void {
    model.hours += this.hours;
  }
  toString(): string {
    return `${this.hours} h pass`;
  }
}

describe('two keys as a machine', () => {
  const someone = fc.constantFrom(...people);
  const commands = fc.commands(
    [
      someone.map((userId) => new Press(userId)),
      someone.map((userId) => new Press(userId)),
      someone.map((userId) => new Withhold(userId)),
      fc
        .tuple(fc.constantFrom('active' as const, 'holders' as const), someone)
        .map(([what, userId]) => new Flip(what, userId)),
      fc.constantFrom(1, 20, 60, 167).map((hours) => new Wait(hours)),
    ],
    { maxCommands: 14 },
  );

  it('completes only with two distinct active holders other than the asker, once, in time (P35, I5)', () => {
    let completed = 0;
    fc.assert(
      fc.property(commands, (cmds) => {
        const real: Real = { reversal: question, keys: new Map(), completedBy: [] };
        const model: Model = {
          hours: 0,
          turnedBy: new Set(),
          active: new Set(people),
          holders: new Set(['UANA', 'UBEN', 'UMIA', 'UNOOR']),
          isOver: false,
        };
        fc.modelRun(() => ({ model, real }), cmds);
        expect(real.completedBy.length).toBeLessThanOrEqual(1);
        for (const by of real.completedBy) {
          completed += 1;
          expect(new Set(by).size).toBe(2);
          expect(by).not.toContain('UANA');
        }
      }),
      { numRuns: 5000 },
    );
    expect(completed).toBeGreaterThan(200);
  });

  it('does not care for the order in which keys were turned', () => {
    const answers = fc.uniqueArray(fc.constantFrom(...holders), { minLength: 2, maxLength: 3 });
    fc.assert(
      fc.property(answers, (order) => {
        const [last = '', ...before] = order;
        const keys = before.map((userId, index) => turned(userId, index));
        const result = turnKey(
          { reversal: question, keys },
          { userId: last, holders },
          later(order.length),
        );
        expect('turned' in result && result.turned).toBe('completes');
        const shuffled = keys.toReversed();
        expect(countingKeys(question, shuffled, holders)).toEqual(
          countingKeys(question, keys, holders),
        );
      }),
    );
  });
});

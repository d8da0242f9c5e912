import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Alarm,
  type AlarmKind,
  alarmKinds,
  chooseTold,
  type Finding,
  isAlarmKind,
  nameAnew,
  reconcile,
  seenSince,
  spokenUntil,
  stands,
  stopsTheLine,
} from './rules.ts';

const at = (hours: number) => new Date(Date.UTC(2026, 10, 21, hours));

function found(over: Partial<Finding> = {}): Finding {
  const facts = { facts: 'from cycle 1', sinceAt: at(1), evidence: [{ what: 'cycle', number: 1 }] };
  return { kind: 'nothing-dared', subject: '', ...facts, ...over };
}

function told(over: Partial<Alarm> = {}): Alarm {
  const place = { id: 'al_1', workspaceId: 'T1', teamId: 'tm_1', firedAt: at(2) } as const;
  return { ...found(), ...place, told: 'message', ...over };
}

const dismissed = { at: at(5), decisionId: 'dec_1' } as const;

describe('nameAnew', () => {
  it('names again only what was cleared, and keeps that name while it lasts or once it was dismissed', () => {
    expect(nameAnew([], found())).toEqual(found());
    expect(nameAnew([told()], found())).toEqual(found());
    expect(nameAnew([told({ dismissed })], found())).toEqual(found());
    const cleared = told({ clearedAt: at(5) });
    expect(nameAnew([told({ ...cleared, facts: 'from cycle 9' })], found())).toEqual(found());
    expect(nameAnew([told({ ...cleared, subject: 'op_1' })], found())).toEqual(found());
    const again = nameAnew([cleared], found());
    expect(again.facts).toBe(`from cycle 1, after ${at(5).toISOString()}`);
    const second = told({ facts: again.facts });
    expect(nameAnew([cleared, second], found())).toEqual(again);
    const third = nameAnew([cleared, { ...second, clearedAt: at(8) }], found());
    expect(third.facts).toBe(`from cycle 1, after ${at(8).toISOString()}`);
  });
});

describe('seenSince', () => {
  const about = { kind: 'nothing-dared', subject: '' } as const;
  const now = at(9);

  it('is now for what nobody has seen, and since when for what stands', () => {
    expect(seenSince([], about, now)).toEqual({ after: '', at: now });
    expect(seenSince([told({ sinceAt: at(3) })], about, now)).toEqual({ after: '', at: at(3) });
  });

  it('is new after the newest end of its own kind and subject, and of no other', () => {
    const ended = (hours: number, over: Partial<Alarm> = {}) =>
      told({ clearedAt: at(hours), sinceAt: at(1), ...over });
    const others = [ended(8, { subject: 'op_1' }), ended(8, { kind: 'nobody-can-stop' })];
    expect(seenSince(others, about, now)).toEqual({ after: '', at: now });
    expect(seenSince([ended(4), ended(6), ended(5), ...others], about, now)).toEqual({
      after: `, after ${at(6).toISOString()}`,
      at: now,
    });
    expect(seenSince([ended(4), told({ sinceAt: at(7) })], about, now)).toEqual({
      after: `, after ${at(4).toISOString()}`,
      at: at(7),
    });
  });
});

describe('reconcile', () => {
  it.each<[string, Alarm[], Finding[], [number, number, number]]>([
    ['nothing holds and nothing was said', [], [], [0, 0, 0]],
    ['something new holds', [], [found()], [1, 0, 0]],
    ['it holds as it was said', [told()], [found()], [0, 0, 0]],
    ['it holds and reads differently', [told()], [found({ sinceAt: at(3) })], [0, 1, 0]],
    ['it holds no longer', [told()], [], [0, 0, 1]],
    ['the same facts were cleared', [told({ clearedAt: at(5) })], [found()], [0, 0, 0]],
    ['the same facts were dismissed', [told({ dismissed })], [found()], [0, 0, 0]],
    [
      'what was cleared reads differently',
      [told({ clearedAt: at(5) })],
      [found({ sinceAt: at(3) })],
      [0, 0, 0],
    ],
    [
      'what was dismissed reads differently',
      [told({ dismissed })],
      [found({ sinceAt: at(3) })],
      [0, 0, 0],
    ],
    ['other facts took their place', [told()], [found({ facts: 'from cycle 9' })], [1, 0, 1]],
    ['it holds of another one-pager', [told()], [found(), found({ subject: 'op_1' })], [1, 0, 0]],
    ['another kind holds', [told()], [found(), found({ kind: 'nothing-killed' })], [1, 0, 0]],
  ])('%s', (_, known, findings, [fire, edit, clear]) => {
    const changes = reconcile(known, findings, alarmKinds);
    const many = [changes.fire.length, changes.edit.length, changes.clear.length];
    expect(many).toEqual([fire, edit, clear]);
  });

  it('leaves alone what was not asked about', () => {
    expect(reconcile([told()], [], ['nothing-killed']).clear).toEqual([]);
  });

  it('reads evidence as the same in whatever order its amounts come back', () => {
    const counts = [
      { hats: 1, decided: 2 },
      { decided: 2, hats: 1 },
    ] as const;
    const [one, other] = counts.map((each) => ({ evidence: [{ what: 'cycle', counts: each }] }));
    expect(reconcile([told(one)], [found(other)], alarmKinds).edit).toEqual([]);
  });

  it('never fires twice for the same facts, and what stands is what holds, whatever comes and goes (B-74)', () => {
    const facts = fc.constantFrom<string>('a', 'b', 'c');
    const step = fc.record({
      holds: fc.uniqueArray(facts),
      answers: fc.uniqueArray(facts),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let known: Alarm[] = [];
        const fired: string[] = [];
        const over = new Set<string>();
        for (const [index, { holds, answers }] of steps.entries()) {
          const findings = holds.map((name) => found({ facts: name }));
          const { fire, clear } = reconcile(known, findings, alarmKinds);
          const cleared = new Set(clear.map(({ facts: name }) => name));
          known = known.map((one) =>
            cleared.has(one.facts) ? { ...one, clearedAt: at(index) } : one,
          );
          for (const finding of fire) {
            fired.push(finding.facts);
            known.push(told({ ...finding, id: `al_${known.length}` }));
          }
          for (const name of new Set(fired)) if (!holds.includes(name)) over.add(name);
          const standing = known.filter(stands).map(({ facts: name }) => name);
          expect(standing.toSorted()).toEqual(holds.filter((name) => !over.has(name)).toSorted());
          // Somebody answers some of what stands.
          known = known.map((one) => {
            if (!stands(one) || !answers.includes(one.facts)) return one;
            over.add(one.facts);
            return { ...one, dismissed };
          });
        }
        expect(new Set(fired).size).toBe(fired.length);
      }),
    );
  });
});

describe('chooseTold', () => {
  it('lets the most serious speak, once a cycle, and makes the others a line', () => {
    const kinds: AlarmKind[] = ['status-theatre', 'nothing-dared', 'nothing-killed'];
    const findings = kinds.map((kind) => found({ kind }));
    const say = (hasSpoken: boolean) =>
      chooseTold(findings, hasSpoken).map(({ finding, told: how }) => `${finding.kind} ${how}`);
    expect(say(false)).toEqual([
      'nothing-killed message',
      'nothing-dared line',
      'status-theatre line',
    ]);
    expect(say(true).every((one) => one.endsWith(' line'))).toBe(true);
  });

  it('always lets speak what stops the line, and at most one of all the others', () => {
    const kind = fc.constantFrom<AlarmKind>(...alarmKinds);
    fc.assert(
      fc.property(fc.array(kind), fc.boolean(), (kinds, hasSpoken) => {
        const chosen = chooseTold(
          kinds.map((one) => found({ kind: one })),
          hasSpoken,
        );
        expect(chosen).toHaveLength(kinds.length);
        const others = chosen.filter(({ finding }) => !stopsTheLine(finding.kind));
        const spoken = others.filter((one) => one.told === 'message');
        expect(spoken).toHaveLength(!hasSpoken && others.length > 0 ? 1 : 0);
        const loud = chosen.filter(({ finding }) => stopsTheLine(finding.kind));
        expect(loud.every((one) => one.told === 'message')).toBe(true);
      }),
    );
  });
});

describe('spokenUntil', () => {
  it('is the end of the newest alarm of a kind that is over', () => {
    const known = [
      told({ clearedAt: at(4) }),
      told({ facts: 'from cycle 3', dismissed }),
      told({ facts: 'from cycle 5' }),
      told({ kind: 'nothing-killed', clearedAt: at(9) }),
    ];
    expect(spokenUntil(known, { kind: 'nothing-dared', subject: '' })).toEqual(at(5));
    expect(spokenUntil(known, { kind: 'nothing-dared', subject: 'op_1' })).toBeUndefined();
    expect(spokenUntil(known, { kind: 'status-theatre', subject: '' })).toBeUndefined();
  });
});

describe('isAlarmKind', () => {
  it('knows the kinds and nothing else', () => {
    expect(alarmKinds.every((kind) => isAlarmKind(kind))).toBe(true);
    expect(isAlarmKind('nothing')).toBe(false);
  });
});

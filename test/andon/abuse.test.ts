import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { drawCode, showCode } from '../../src/features/andon/rules.ts';
import { insertReport } from '../../src/features/andon/store.ts';
import { findSecret } from '../../src/features/andon/store-slot.ts';
import { andonBlocks } from '../../src/features/raised/messages.ts';
import { viewOpenAndons } from '../../src/features/raised/project.ts';
import { countAndons } from '../../src/features/raised/store.ts';
import { gatherAndons } from '../../src/features/rollup/gather-andon.ts';
import { transact } from '../../src/platform/db/transact.ts';
import { quickHash } from '../../src/platform/secret.ts';
import { openSeam } from '../harness/driver-seam.ts';
import { Dice } from '../simulation/dice.ts';
import { makeTeam } from '../stores/team-fixture.ts';
import { callerOf, wordsIn } from './payloads.ts';
import {
  type AndonRoom,
  at,
  evening,
  joinRoom,
  openAndonRoom,
  openMemory,
  openMine,
  pull,
  send,
} from './room.ts';
import { isFull, sizes } from './sizes.ts';

/** Every figure about andons that anybody can read: in the form, in the weekly list, in the roll-up. */
async function figures(room: AndonRoom): Promise<unknown> {
  const span = { from: evening, to: at('12-31', '00:00') };
  const views = await viewOpenAndons(room.db, { id: 'tm_1' });
  return {
    form: wordsIn(await pull(room, callerOf('U1'))),
    list: andonBlocks(views, { today: '2026-11-24', zone: 'Europe/Berlin' }),
    rollup: await gatherAndons(room.db, makeTeam(), span),
    counts: await countAndons(room.db, 'tm_1', span),
  };
}

describe('small groups', () => {
  it('of one to ten are told how few they are, and no figure moves before the channel can read why (P31)', async () => {
    for (let people = 1; people <= 10; people += 1) {
      const room = await openAndonRoom(await openMemory(), { people });
      const before = await figures(room);
      const { form } = before as { form: string };
      expect(form).toContain(people === 1 ? 'any of 1 person' : `any of ${people} people`);
      expect(/is few/.test(form), `${people}`).toBe(people >= 5 && people < 8);
      expect(/asked once more before it goes/.test(form), `${people}`).toBe(people < 5);
      // Two overlapping reports: neither the first, nor the second, nor their difference is in any figure.
      for (const author of [1, Math.min(2, people)]) {
        expect((await send(room, `U${author}`)).code).not.toBe('');
        expect(await figures(room)).toEqual(before);
      }
      await room.advanceTo(at('11-24', '12:00'));
      const posted = (await room.posted()).length;
      expect(await figures(room)).toMatchObject({ counts: { raised: posted, open: posted } });
    }
  });
});

describe('the limits', () => {
  it('are three a week of a person; a restart forgets who, and the plain count of the team stays (P32)', async () => {
    const room = await openAndonRoom(await openMemory(), { people: 10 });
    const sendMany = async (place: AndonRoom, times: number) => {
      let kept = 0;
      for (let count = 0; count < times; count += 1) {
        if ((await send(place, 'U1')).code !== '') kept += 1;
      }
      return kept;
    };
    expect(await sendMany(room, sizes.attempts)).toBe(3);
    expect((await send(room, 'U2')).code).not.toBe('');
    const after = joinRoom(room.db, room.sealed);
    expect(await sendMany(after, 5)).toBe(1);
    expect((await send(after, 'U3')).errors?.reason).toMatch(/as many andons this week/);
    const counts = await room.db.selectFrom('andon_count').selectAll().execute();
    expect(counts).toEqual([
      { workspace_id: 'T1', team_id: 'tm_1', week_on: '2026-11-23', count: 5 },
    ]);
  });

  it('leave no tag in the memory of the process once their week is over (P32)', {
    timeout: 60_000,
  }, () => {
    const limiter = pathToFileURL(resolve('src/platform/slack/sealed-limiter.ts'));
    // Only digests of the tags are held on to: the tags themselves would be found in the probe.
    const probe = `
import { createHash, randomBytes } from 'node:crypto';
import { getHeapSnapshot } from 'node:v8';
import { SealedLimiter } from ${JSON.stringify(limiter.href)};
const digest = (text) => createHash('sha256').update(text).digest('hex');
const limiter = new SealedLimiter((count) => randomBytes(count));
const held = new Set();
(() => {
  for (let n = 0; n < 50; n += 1) limiter.take('reports', 'U0QZMEMBER' + n, 'w1');
  for (const { counts } of limiter.rounds.values()) for (const tag of counts.keys()) held.add(digest(tag));
})();
const count = async () => {
  globalThis.gc();
  let text = '';
  for await (const part of getHeapSnapshot()) text += part;
  return JSON.parse(text).strings.filter((one) => one.length === 44 && held.has(digest(one))).length;
};
const before = await count();
limiter.forgetBefore('reports', 'w2');
await new Promise((done) => setTimeout(done, 100));
process.stdout.write(JSON.stringify([held.size, before, await count()]));
`;
    const words = ['--import', 'tsx', '--expose-gc', '--input-type=module', '-e', probe];
    const said: unknown = JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8' }));
    expect(said).toEqual([50, 50, 0]);
  });
});

describe('receipts', () => {
  it('open exactly their own report each, and none is kept as it was shown (P33)', {
    timeout: 300_000,
  }, async () => {
    const room = await openAndonRoom(await openMemory(), { people: 10 });
    const salt = (await findSecret(room.db, 'T1'))?.salt ?? expect.fail();
    const dice = new Dice(31).random();
    const codes = Array.from({ length: sizes.receipts }, () => drawCode(dice));
    await transact(room.db, async (tx) => {
      for (const [number, code] of codes.entries()) {
        const concern = {
          about: 'direction',
          assumption: '',
          reason: 'other',
          pause: 'nothing',
        } as const;
        const report = {
          ...({ workspaceId: 'T1', teamId: 'tm_1', weekOn: '2026-11-23' } as const),
          concern: { ...concern, words: `report number ${number}.` },
          receiptHash: quickHash(`${salt}:${code}`),
          nonceHash: `nonce ${number}`,
        };
        await insertReport(tx, report, dice);
      }
    });
    for (const [number, code] of codes.entries()) {
      const { view } = await openMine(room, 'U4', showCode(code));
      expect(wordsIn(view ?? expect.fail()).match(/report number \d+\./g)).toEqual([
        `report number ${number}.`,
      ]);
    }
    const kept = JSON.stringify(await room.db.selectFrom('andon_report').selectAll().execute());
    for (const code of codes) {
      expect(kept.includes(code) || kept.includes(showCode(code))).toBe(false);
    }
  });

  it('that are wrong take the same steps, whatever is wrong with them (B-87, P33)', async () => {
    const steps: string[] = [];
    openSeam({ before: ({ text }) => steps.push(text), after: () => {} });
    const room = await openAndonRoom(await openMemory(), { people: 60 });
    Object.assign(room.sealed, {
      slowHash: async (secret: string, salt: string) => {
        steps.push('a slow hash');
        return quickHash(`${salt}:${secret}`);
      },
    });
    const { code } = await send(room, 'U1');
    const elsewhere = joinRoom(room.db, room.sealed, 'T2');
    const taken: string[][] = [];
    for (const [index, [place, typed]] of wrongCodes(room, elsewhere, code).entries()) {
      steps.length = 0;
      const { errors } = await openMine(place, `U${index + 10}`, typed);
      expect(errors?.code).toMatch(/No andon opens/);
      taken.push([...steps]);
    }
    const [usual = [], ...others] = taken;
    expect(usual.filter((step) => step === 'a slow hash')).toHaveLength(1);
    expect(usual.filter((step) => /andon_report/.test(step)).length).toBeGreaterThan(0);
    for (const other of others) expect(other).toEqual(usual);
  });
});

// Time is no matter of `npm test`, where somebody else may have the core.
if (isFull) {
  describe('receipts that are wrong', () => {
    it.runIf(isFull)(
      'that are wrong take the same time, whatever is wrong with them',
      {
        timeout: 120_000,
      },
      async () => {
        const room = await openAndonRoom(await openMemory(), { people: 60 });
        // The slow hash would hide what the rest takes.
        Object.assign(room.sealed, {
          slowHash: async (secret: string, salt: string) => quickHash(`${salt}:${secret}`),
        });
        const { code } = await send(room, 'U1');
        const elsewhere = joinRoom(room.db, room.sealed, 'T2');
        const kinds = wrongCodes(room, elsewhere, code);
        const times = kinds.map((): number[] => []);
        for (let round = 0; round < 120; round += 1) {
          if (round % 9 === 0) {
            for (const place of [room, elsewhere])
              place.now = new Date(place.now.getTime() + 3_600_000);
          }
          for (const [index, [place, typed]] of kinds.entries()) {
            const startedAt = performance.now();
            const { errors } = await openMine(place, `U${index + 10}`, typed);
            times[index]?.push(performance.now() - startedAt);
            expect(errors?.code).toMatch(/No andon opens/);
          }
        }
        const [usual = [], ...others] = times;
        for (const other of others) {
          const differences = other
            .map((time, round) => time - (usual[round] ?? 0))
            .toSorted((a, b) => a - b);
          // Where the median of the differences lies at 95 %, by their order: not wholly beyond a millisecond.
          const reach = Math.ceil(0.98 * Math.sqrt(differences.length));
          const middle = Math.floor(differences.length / 2);
          expect(differences[middle - reach]).toBeLessThan(1);
          expect(differences[middle + reach]).toBeGreaterThan(-1);
        }
      },
    );
  });
}

/** Codes that open nothing, each for a reason of its own: none of ours twice, no code at all, another workspace's. */
function wrongCodes(room: AndonRoom, elsewhere: AndonRoom, code: string): [AndonRoom, string][] {
  return [
    [room, '0'.repeat(26)],
    [room, 'Z'.repeat(26)],
    [room, 'nonsense'],
    [elsewhere, code],
  ];
}

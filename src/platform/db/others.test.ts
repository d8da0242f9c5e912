import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Others } from './others.ts';

/** The numbers of transactions as the server gives and ends them. */
class Server {
  private next = 100;
  private readonly running = new Set<number>();
  ended = 0;

  begin(): number {
    const xid = this.next;
    this.next += 1;
    this.running.add(xid);
    return xid;
  }

  end(xid: number): void {
    this.running.delete(xid);
    this.ended += 1;
  }

  /** `xmax` is one more than the highest that has ended, as the server has it. */
  get snapshot(): string {
    const all = Array.from({ length: this.next - 100 }, (_, index) => 100 + index);
    const ended = all.filter((xid) => !this.running.has(xid));
    const xmax = (ended.at(-1) ?? 99) + 1;
    const running = [...this.running].filter((xid) => xid < xmax);
    return `${running[0] ?? xmax}:${xmax}:${running.join(',')}`;
  }
}

const kinds = ['ours', 'others', 'greeting'] as const;
const alone = { greetings: [], present: ['pr_1'], atMs: 0 };
const ask = (snapshot: string | undefined) => ({ ...alone, snapshot: snapshot ?? '' });

it('has others exactly when a transaction has ended that is not ours and no greeting, in whatever order they begin and end', async () => {
  const step = fc.record({
    ...{ kind: fc.constantFrom(...kinds), ends: fc.nat({ max: 3 }), looks: fc.boolean() },
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const server = new Server();
      const greetings: number[] = [];
      const others = new Others(async () => ({ ...alone, snapshot: server.snapshot, greetings }));
      expect(await others.haveWritten()).toBe(true);
      const open: { xid: number; kind: (typeof kinds)[number] }[] = [];
      let isStrange = false;
      for (const { kind, ends, looks } of steps) {
        open.push({ xid: server.begin(), kind });
        const [ending] = open.splice(ends, 1);
        if (ending !== undefined) {
          server.end(ending.xid);
          if (ending.kind === 'ours') others.claim(ending.xid);
          if (ending.kind === 'greeting') greetings.push(ending.xid);
          isStrange ||= ending.kind === 'others';
        }
        if (!looks) continue;
        expect(await others.haveWritten()).toBe(isStrange);
        isStrange = false;
      }
    }),
  );
});

it('takes one of ours for another’s while it is not claimed, and an older answer that comes last for a change', async () => {
  const answers = ['100:100:', '100:101:', '100:102:', '100:101:'];
  const others = new Others(async () => ask(answers.shift()));
  const told = [await others.haveWritten(), await others.haveWritten()];
  others.claim(101);
  told.push(await others.haveWritten(), await others.haveWritten());
  expect(told).toEqual([true, true, false, true]);
});

it('does not go through more numbers than a tick has time for', async () => {
  const answers = ['100:100:', '900000000:900000000:'];
  const others = new Others(async () => ask(answers.shift()));
  expect([await others.haveWritten(), await others.haveWritten()]).toEqual([true, true]);
});

it('asks for an answer that it understands', async () => {
  await expect(new Others(async () => ask('')).haveWritten()).rejects.toThrow();
});

it('knows a greeting by the lower half of its number, which is all that its row has', async () => {
  const above = 2 ** 32;
  const answers = [`${above}:${above}:`, `${above + 8}:${above + 8}:`];
  const greetings = Array.from({ length: 8 }, (_, index) => index);
  const others = new Others(async () => ({ ...ask(answers.shift()), greetings }));
  expect([await others.haveWritten(), await others.haveWritten()]).toEqual([true, false]);
});

describe('with another process at work, which follows up what its people do', () => {
  /** Looks at these moments; others have written before each of them but the quiet ones. */
  async function lookAt(
    moments: readonly { second: number; present?: readonly string[]; isQuiet?: boolean }[],
  ): Promise<boolean[]> {
    let xid = 100;
    const told: boolean[] = [];
    const left = [...moments];
    const others = new Others(async () => {
      const { second, present = ['pr_1', 'pr_2'], isQuiet = false } = left.shift() ?? { second: 0 };
      if (!isQuiet) xid += 1;
      return { snapshot: `${xid}:${xid}:`, greetings: [], present, atMs: second * 1000 };
    });
    for (const _ of moments) told.push(await others.haveWritten());
    return told;
  }

  it('is told of it every five minutes, also when nothing more was written', async () => {
    const seconds = [0, 10, 20, 309, 310, 320, 619, 620];
    expect(await lookAt(seconds.map((second) => ({ second })))).toEqual([
      true,
      false,
      false,
      false,
      true,
      false,
      false,
      true,
    ]);
    expect(
      await lookAt([
        { second: 0 },
        { second: 10 },
        { second: 40, isQuiet: true },
        { second: 310, isQuiet: true },
        { second: 620, isQuiet: true },
      ]),
    ).toEqual([true, false, false, true, false]);
  });

  it('is told of it at once when a process has gone, and of all that comes when nobody else is there', async () => {
    const [all, two, one] = [['pr_1', 'pr_2', 'pr_3'], ['pr_1', 'pr_2'], ['pr_1']];
    expect(
      await lookAt([
        { second: 0, present: all },
        { second: 10, present: all },
        { second: 20, present: two },
        { second: 30, present: two },
        { second: 40, present: one },
        { second: 50, present: one },
        { second: 60, present: [] },
      ]),
    ).toEqual([true, false, true, false, true, true, true]);
  });

  it('is told of it when the server’s clock went back behind what it wrote', async () => {
    expect(await lookAt([{ second: 0 }, { second: 100 }, { second: 50 }])).toEqual([
      true,
      false,
      true,
    ]);
  });
});

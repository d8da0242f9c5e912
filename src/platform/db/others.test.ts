import fc from 'fast-check';
import { expect, it } from 'vitest';
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
const ask = (snapshot: string | undefined) => ({ snapshot: snapshot ?? '', greetings: [] });

it('has others exactly when a transaction has ended that is not ours and no greeting, in whatever order they begin and end', async () => {
  const step = fc.record({
    ...{ kind: fc.constantFrom(...kinds), ends: fc.nat({ max: 3 }), looks: fc.boolean() },
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const server = new Server();
      const greetings: number[] = [];
      const others = new Others(async () => ({ snapshot: server.snapshot, greetings }));
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

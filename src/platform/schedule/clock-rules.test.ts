import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hearSlack, type Known, type Look, tellTime } from './clock-rules.ts';

const start = Date.parse('2026-11-24T09:00:00.000Z');
const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const dayMs = 24 * 60 * minuteMs;

/** A machine in a world whose time is known to us alone; Slack tells it, to the second. */
class Machine {
  known: Known = {};
  trueMs = start;
  /** How long it slept since Slack was last heard. */
  sleptMs = 0;
  private wallMs = start;
  private steadyMs = 5_000;

  get look(): Look {
    return { wallMs: this.wallMs, steadyMs: this.steadyMs };
  }

  get told() {
    return tellTime(this.known, this.look);
  }

  pass(ms: number): void {
    this.trueMs += ms;
    this.wallMs += ms;
    this.steadyMs += ms;
  }

  sleep(ms: number): void {
    this.trueMs += ms;
    this.wallMs += ms;
    this.sleptMs += ms;
  }

  leap(ms: number): void {
    this.wallMs += ms;
  }

  /** A virtual machine that was frozen: neither of its clocks went on. */
  freeze(ms: number): void {
    this.trueMs += ms;
  }

  /** Asks Slack, whose answer is so much on its way, and perhaps not true. */
  ask(tookMs = 80, lieMs = 0): void {
    const asked = this.look;
    const slackMs = Math.floor((this.trueMs + lieMs) / secondMs) * secondMs;
    this.pass(tookMs);
    const known = hearSlack(this.known, { slackMs, asked, heard: this.look });
    if (known !== this.known) this.sleptMs = 0;
    this.known = known;
  }
}

const jumps = [-3_600_000, -dayMs, 3_600_000, dayMs, 5 * 365 * dayMs, -start];

describe('the machine’s clock', () => {
  it('is all there is until Slack has said what time it is', () => {
    const machine = new Machine();
    expect(machine.told).toEqual({ as: 'unread', nowMs: start });
    machine.ask();
    expect(machine.told).toEqual({ as: 'right', nowMs: machine.trueMs });
  });

  it.each(jumps)('is not believed the moment it leaps by %i ms, nor afterwards', (jumpMs) => {
    const machine = new Machine();
    machine.ask();
    machine.pass(10 * secondMs);
    machine.leap(jumpMs);
    expect(machine.told).toEqual({ as: 'doubtful', nowMs: machine.trueMs });
    machine.ask();
    expect(machine.told.as).toBe('wrong');
    machine.pass(7 * dayMs);
    expect(machine.trueMs - machine.told.nowMs).toBeGreaterThanOrEqual(0);
    expect(machine.trueMs - machine.told.nowMs).toBeLessThan(2 * secondMs);
    machine.leap(-jumpMs);
    machine.ask();
    expect(machine.told).toEqual({ as: 'right', nowMs: machine.trueMs });
  });

  it.each(jumps)(
    'that was wrong by %i ms from the beginning is so once Slack has said it twice',
    (jumpMs) => {
      const machine = new Machine();
      machine.leap(jumpMs);
      machine.ask();
      expect(machine.told.as).toBe('doubtful');
      machine.ask();
      expect(machine.told.as).toBe('wrong');
      expect(Math.abs(machine.trueMs - machine.told.nowMs)).toBeLessThan(2 * secondMs);
    },
  );

  it('that slept is believed as soon as Slack agrees with it, and stands still until then', () => {
    const machine = new Machine();
    machine.ask();
    const asleepAt = machine.trueMs;
    machine.sleep(3 * dayMs);
    expect(machine.told).toEqual({ as: 'doubtful', nowMs: asleepAt });
    machine.ask();
    expect(machine.told).toEqual({ as: 'right', nowMs: machine.trueMs });
  });

  it('is not doubted for an answer that came too late, during a leap, or without a time', () => {
    const machine = new Machine();
    machine.ask();
    const { known } = machine;
    const asked = machine.look;
    machine.ask(31 * secondMs);
    expect(machine.known).toBe(known);
    const leapt = { ...machine.look, wallMs: machine.look.wallMs + dayMs };
    expect(hearSlack(known, { slackMs: start, asked: machine.look, heard: leapt })).toBe(known);
    expect(hearSlack(known, { slackMs: Number.NaN, asked, heard: asked })).toBe(known);
  });

  it('is doubted when it leaps by more than half a minute, not for the small steps of an NTP', () => {
    const machine = new Machine();
    machine.ask();
    machine.leap(30 * secondMs);
    expect(machine.told).toEqual({ as: 'right', nowMs: machine.trueMs + 30 * secondMs });
    machine.leap(1);
    expect(machine.told).toEqual({ as: 'doubtful', nowMs: machine.trueMs });
  });

  it('is doubted when an answer says otherwise, until the next one settles it', () => {
    const machine = new Machine();
    machine.ask();
    machine.ask(80, dayMs);
    expect(machine.told).toEqual({ as: 'doubtful', nowMs: machine.trueMs });
    machine.ask();
    expect(machine.told).toEqual({ as: 'right', nowMs: machine.trueMs });
  });

  it('is not overruled by one server of Slack’s edge that answers wrongly twice in a row (P19)', () => {
    const machine = new Machine();
    machine.ask();
    for (const tookMs of [80, 80, 20 * secondMs]) {
      machine.ask(tookMs, dayMs);
      expect(machine.told).toEqual({ as: 'doubtful', nowMs: machine.trueMs });
    }
    machine.ask();
    expect(machine.told).toEqual({ as: 'right', nowMs: machine.trueMs });
  });

  it('that was frozen with its machine is overruled once Slack has said so for a minute', () => {
    const machine = new Machine();
    machine.ask();
    machine.freeze(dayMs);
    for (const told of ['doubtful', 'doubtful', 'doubtful', 'wrong']) {
      machine.ask();
      expect(machine.told.as).toBe(told);
      machine.pass(25 * secondMs);
    }
    expect(Math.abs(machine.trueMs - machine.told.nowMs)).toBeLessThan(2 * secondMs);
  });

  it('is never put back while it did nothing odd, however often an answer says that it is earlier (P19)', () => {
    const machine = new Machine();
    machine.ask();
    for (let answers = 0; answers < 9; answers += 1) {
      machine.pass(20 * secondMs);
      machine.ask(80, -3_600_000);
      expect(machine.told).toEqual({ as: 'right', nowMs: machine.trueMs });
    }
  });

  it('on the border of two minutes does not go to and fro', () => {
    const machine = new Machine();
    machine.ask();
    machine.leap(125 * secondMs);
    machine.ask();
    expect(machine.told.as).toBe('wrong');
    for (const step of [-10, 3, -20, -20]) {
      machine.leap(step * secondMs);
      machine.ask();
      expect(machine.told.as).toBe('wrong');
    }
    machine.leap(-30 * secondMs);
    machine.ask();
    expect(machine.told.as).toBe('right');
  });

  it('makes nothing early, whatever happens to it, and what is told is near the truth once it is sure', () => {
    const happening = fc.record({
      what: fc.constantFrom('pass', 'sleep', 'leap', 'ask', 'ask', 'ask', 'creep'),
      jump: fc.constantFrom(...jumps),
      ms: fc.integer({ min: 0, max: 2 * dayMs }),
      tookMs: fc.integer({ min: 0, max: 40 * secondMs }),
    });
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), (life) => {
        const machine = new Machine();
        machine.ask();
        for (const { what, jump, ms, tookMs } of life) {
          if (what === 'pass') machine.pass(ms);
          if (what === 'sleep') machine.sleep(ms);
          if (what === 'leap') machine.leap(jump);
          if (what === 'creep') machine.leap((ms % 40_000) - 20_000);
          if (what === 'ask') machine.ask(tookMs);
          const { as, nowMs } = machine.told;
          expect(nowMs - machine.trueMs).toBeLessThanOrEqual(150 * secondMs);
          if (as !== 'doubtful') {
            // One that sleeps for a day and is then put back by a day shows neither until Slack is heard.
            const lateMs = 185 * secondMs + machine.sleptMs;
            expect(machine.trueMs - nowMs).toBeLessThanOrEqual(lateMs);
          }
        }
      }),
    );
  });

  it('is not overruled by one answer that is not Slack’s, however often that happens', () => {
    const lie = fc.integer({ min: -5 * 365 * dayMs, max: 5 * 365 * dayMs });
    fc.assert(
      fc.property(fc.array(lie, { maxLength: 20 }), (lies) => {
        const machine = new Machine();
        machine.ask();
        for (const lieMs of lies) {
          machine.pass(20 * secondMs);
          machine.ask(80, lieMs);
          expect(machine.told.nowMs).toBe(machine.trueMs);
          machine.pass(20 * secondMs);
          machine.ask();
          expect(machine.told).toEqual({ as: 'right', nowMs: machine.trueMs });
        }
      }),
    );
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CrashLane } from './crash-lane.ts';
import { say, sizes } from './sizes.ts';

const { kills, lanes: width } = sizes;
const timeout = 120_000 + kills * 25_000;

describe('a bot that is killed between the click and the post', () => {
  let lanes: readonly CrashLane[] = [];

  beforeAll(() => {
    lanes = Array.from({ length: width }, () => new CrashLane());
  });
  afterAll(async () => {
    for (const lane of lanes) await lane.close();
  });

  /** So many rounds of all lanes together, each at its own pace. */
  async function liveRounds(what: string, round: (lane: CrashLane) => Promise<void>) {
    let done = 0;
    let begun = 0;
    await Promise.all(
      lanes.map(async (lane) => {
        while (begun < kills) {
          begun += 1;
          await round(lane);
          done += 1;
          if (done % 10 === 0) say(`crash: ${done} of ${kills} rounds ${what}`);
        }
      }),
    );
  }

  it('keeps what was sent, once, at whichever point it dies', { timeout }, () =>
    liveRounds('between the click and the acknowledgement', (lane) => lane.sendRound()),
  );

  it('opens with every code that was shown, after all of it', { timeout: 120_000 }, async () => {
    for (const lane of lanes) await lane.openShown();
  });

  it('raises each once and posts none twice, at whichever point it dies', { timeout }, () =>
    liveRounds('between the bag and the post', (lane) => lane.releaseRound()),
  );

  it('names nobody in anything that the dead left behind', async () => {
    for (const lane of lanes) expect(await lane.findNames()).toEqual([]);
    const sum = (figure: (lane: CrashLane) => number) =>
      lanes.reduce((total, lane) => total + figure(lane), 0);
    const points = new Set(lanes.flatMap(({ figures }) => [...figures.kills.keys()]));
    for (const point of points) {
      expect(
        sum(({ figures }) => figures.kills.get(point) ?? 0),
        point,
      ).toBe(kills);
    }
    const { again } = lanes[0]?.figures ?? expect.fail();
    const came = Object.keys(again).map((name) => {
      const key = name === 'kept' || name === 'lost' ? name : 'acknowledged';
      return `${sum(({ figures }) => figures.again[key])} ${name}`;
    });
    say(
      `crash: ${points.size} points × ${kills} = ${points.size * kills} kills; ${sum(({ figures }) => figures.scans)} scans of what was left, 0 names; of those who sent again ${came.join(', ')}; 0 reports twice, 0 posts twice`,
    );
  });
});

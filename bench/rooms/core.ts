import { type Core, openCore } from '../../src/app.ts';
import { machineRandom, newId } from '../../src/platform/clock.ts';
import type { Db } from '../../src/platform/db/open.ts';
import { type Paces, slackPaces } from '../../src/platform/outbox/rules.ts';
import { connectSlack } from '../../src/platform/slack/client.ts';
import { miniTeamId } from '../../test/protocol/mini-slack.ts';

/** What stands around the program when it runs inside the bench. */
export interface Around {
  db: Db;
  now: () => Date;
  machineNow: () => Date;
  /** Answers Slack's methods; without it nobody may ask Slack anything. */
  answer?: (method: string, args: URLSearchParams) => object;
  paces?: Paces;
}

/** The whole program in this process, with its clocks and its Slack in the bench's hand. */
export function openBenchCore(around: Around): Core {
  const { db, now, machineNow, answer } = around;
  const answerFetch: typeof fetch = async (input, init) => {
    const method = new URL(String(input)).pathname.split('/').at(-1) ?? '';
    if (answer === undefined) throw new Error(`Slack was asked for ${method}`);
    const answered = answer(method, new URLSearchParams(String(init?.body ?? '')));
    return new Response(JSON.stringify({ ok: true, ...answered }));
  };
  const slack = connectSlack({
    ...{ botToken: 'xoxb-bench', apiUrl: 'http://slack.bench/api/', fetch: answerFetch },
  });
  return openCore({
    ...{ db, slack, newId, now, machineNow, random: machineRandom, isClockMoved: true },
    ...{ workspaceId: miniTeamId, paces: around.paces ?? slackPaces },
    log: {
      ...{ debug() {}, info() {}, warn() {} },
      error: (facts, message) => {
        throw new Error(`${message}: ${JSON.stringify(facts)}`);
      },
    },
  });
}

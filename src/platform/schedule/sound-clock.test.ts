import { expect, it } from 'vitest';
import { openSoundClock } from './sound-clock.ts';

const start = Date.parse('2026-11-24T09:00:00.000Z');
const hourMs = 3_600_000;

/** A clock whose machine and Slack are moved by hand. */
function openRoom() {
  let [wallMs, steadyMs, asked] = [start, 0, 0];
  let answer = (): Response => new Response('{}', { headers: { date: dateOf(start + steadyMs) } });
  const clock = openSoundClock({ wall: () => new Date(wallMs), steadyMs: () => steadyMs });
  const hear = clock.hear(async () => {
    asked += 1;
    return answer();
  });
  return {
    clock,
    ask: () => hear('http://slack.example/api/auth.test'),
    asked: () => asked,
    leap: (ms: number) => {
      wallMs += ms;
    },
    pass: (ms: number) => {
      wallMs += ms;
      steadyMs += ms;
    },
    answers: (next: () => Response) => {
      answer = next;
    },
  };
}

const dateOf = (ms: number): string => new Date(ms).toUTCString();

it('goes by Slack’s time while the machine’s is wrong, and asks Slack only where there is doubt', async () => {
  const { clock, ask, asked, leap } = openRoom();
  expect(clock.standing()).toBe('unread');
  expect(await clock.isSure(ask)).toBe(true);
  expect(asked()).toBe(0);
  await ask();
  expect(await clock.isSure(ask)).toBe(true);
  leap(hourMs);
  expect([clock.standing(), clock.now().getTime()]).toEqual(['doubtful', start]);
  expect(await clock.isSure(ask)).toBe(true);
  expect([asked(), clock.standing(), clock.now().getTime()]).toEqual([2, 'wrong', start]);
});

it('takes no time from a page of something in between, nor from one that tells none', async () => {
  const { clock, ask, leap, pass, answers } = openRoom();
  await ask();
  leap(hourMs);
  const headers = { date: dateOf(start + hourMs) };
  for (const answer of [
    () => new Response('', { status: 502, headers }),
    () => new Response('{}'),
    () => new Response('{}', { headers: { date: 'yesterday' } }),
  ]) {
    answers(answer);
    pass(hourMs);
    expect(await clock.isSure(ask)).toBe(false);
    expect(clock.standing()).toBe(answer().ok ? 'untold' : 'doubtful');
  }
  expect(clock.now().getTime()).toBe(start + 3 * hourMs);
});

it('asks a Slack that tells no time less and less often, and believes it at once when it does again (P19)', async () => {
  const { clock, ask, asked, leap, pass, answers } = openRoom();
  await ask();
  answers(() => new Response('{}'));
  leap(hourMs);
  // A round every ten seconds, for two hours.
  for (let rounds = 0; rounds < 720; rounds += 1) {
    expect(await clock.isSure(ask)).toBe(false);
    pass(10_000);
  }
  expect(asked()).toBeGreaterThan(20);
  expect(asked()).toBeLessThan(40);
  const headers = { date: dateOf(clock.now().getTime()) };
  answers(() => new Response('{}', { headers }));
  await ask();
  expect([clock.standing(), await clock.isSure(ask)]).toEqual(['wrong', true]);
});

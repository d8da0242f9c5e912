import type { PlantedFault } from './planted.ts';

const rules = 'src/platform/schedule/clock-rules.ts';

/** A machine whose clock is wrong. */
export const clockFaults: readonly PlantedFault[] = [
  {
    ids: ['P19', 'F-61'],
    file: rules,
    find: `{ as: 'wrong', nowMs };`,
    put: `{ as: 'wrong', nowMs: now.wallMs };`,
    test: 'test/simulation/wrong-clock.test.ts',
    title: 'says exactly what one with a right clock says',
    sizes: 'P19: 4 / 200 seeds of each jump (`npm run soak -- clock seeds=200`)',
  },
  {
    ids: ['F-61'],
    file: rules,
    find: `return sure.isWallRight ? { as: 'right', nowMs: now.wallMs } : { as: 'wrong', nowMs };`,
    put: `return { as: sure.isWallRight ? 'right' : 'wrong', nowMs: now.wallMs };`,
    test: 'test/protocol/wrong-clock.test.ts',
    title: 'posts nothing early, goes by Slack’s time and says so',
  },
  {
    ids: ['P19'],
    file: rules,
    find: 'times >= oddTimes && heard.steadyMs - first.steadyMs >= oddForMs;',
    put: 'times > 1;',
    test: 'src/platform/schedule/clock-rules.test.ts',
    title: 'is not overruled by one server of Slack’s edge that answers wrongly',
    also: true,
  },
  {
    ids: ['P19'],
    file: rules,
    find: 'if (!isWallOdd && sure.isWallRight && goOn(sure.slackMs, sure, heard) > slackMs) return known;',
    put: '',
    test: 'src/platform/schedule/clock-rules.test.ts',
    title: 'is never put back while it did nothing odd',
  },
  {
    ids: ['P19'],
    file: 'src/platform/schedule/sound-clock.ts',
    find: 'if (isUntold && machine.steadyMs() < askAgainAtMs) return false;',
    put: '',
    test: 'src/platform/schedule/sound-clock.test.ts',
    title: 'asks a Slack that tells no time less and less often',
  },
  {
    ids: ['P19'],
    file: 'src/platform/outbox/deliver.ts',
    find: 'await this.parts.isTimeSure?.();',
    put: '',
    test: 'test/protocol/outbox-clocks.test.ts',
    title: 'what is changed first after a sleep may be changed again a second later',
  },
  {
    ids: ['P19'],
    file: 'src/platform/slack/signed-request.ts',
    find: 'return (await parts.isTimeSure()) && isOfNow(parts, timestamp);',
    put: 'return false;',
    test: 'src/platform/slack/signed-request.test.ts',
    title: 'takes what Slack signs right after a sleep',
  },
  {
    ids: ['P19'],
    file: 'src/platform/schedule/tick.ts',
    find: 'doneAt = isSure && (await follow',
    put: 'doneAt = (await follow',
    test: 'src/platform/schedule/tick.test.ts',
    title: 'asks for nothing while nobody knows what time it is',
  },
];

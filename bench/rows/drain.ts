import { openReviews } from '../../src/features/review/jobs.ts';
import { slackPaces } from '../../src/platform/outbox/rules.ts';
import { openBenchCore } from '../rooms/core.ts';
import { LimitedSlack, slackLimits } from '../rooms/limited-slack.ts';
import { dueNow, openTown } from '../rooms/town.ts';
import type { Row } from '../row.ts';

const stepMs = 100;
/** On virtual time: more than twice what the limits need. */
const withinMs = 15 * 60_000;

/**
 * What a storm left in the outbox, sent to a Slack that refuses what comes faster than its limits, on virtual time; beside the time
 * which the limits themselves need.
 */
export const drainRow: Row = {
  id: 'DRAIN',
  run: async (plan, atEnd) => {
    const teams = plan.isQuick ? 100 : 500;
    const { db } = await openTown(teams, atEnd);
    let nowMs = dueNow.getTime();
    const slack = new LimitedSlack(() => nowMs, slackLimits);
    const { deps, sender } = openBenchCore({
      ...{ db, now: () => dueNow, machineNow: () => new Date(nowMs), paces: slackPaces },
      answer: (method, args) => slack.answer(method, args),
    });
    await openReviews.run(deps, dueNow);
    const messages = await db.selectFrom('message').select('id').execute();
    while (slack.posted < messages.length && nowMs < dueNow.getTime() + withinMs) {
      if ((await sender.pass()) === 0) nowMs += stepMs;
    }
    if (!(await sender.isQuiet())) throw new Error('something waits still');
    if (slack.posted !== messages.length) throw new Error(`${slack.posted} of ${messages.length}`);
    const { burst, perSecond } = slackLimits.workspace;
    const neededMs = ((messages.length - burst) / perSecond) * 1000;
    const what = `${messages.length.toLocaleString('en-GB')} messages to a Slack with limits, beside what the limits need`;
    return [
      {
        ...{ id: 'DRAIN', what, unit: 's', bound: { atMost: 1.1 } },
        ours: [(slack.lastMs - dueNow.getTime()) / 1000],
        baseline: [neededMs / 1000],
        note: `Slack refused ${slack.refused} calls`,
      },
    ];
  },
};

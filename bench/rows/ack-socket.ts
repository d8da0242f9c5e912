import { join } from 'node:path';
import type { Plan } from '../measure/rounds.ts';
import { cache, makeFolder } from '../places.ts';
import type { LoadDone } from '../programs/load.ts';
import { startBarbell, startBase, startLoader, untilQuiet } from '../rooms/processes.ts';
import { crowdOf, keepVoters, reviewNow } from '../rooms/voters.ts';
import type { AtEnd, Row } from '../row.ts';
import { copyVoters, measureTurns, rate, slowest } from './ack.ts';

/** As ACK, over Socket Mode: each side has a Slack of its own, in the process that presses the buttons. */
export const ackSocketRow: Row = {
  id: 'ACK-S',
  run: async (plan, atEnd) => {
    const [ours = [], base = []] = await measureSockets(plan, atEnd);
    return [
      {
        ...{ id: 'ACK-S', what: 'votes over Socket Mode', unit: '/s' },
        ...{ ours: ours.map(rate), baseline: base.map(rate), bound: { atLeast: 0.8 } },
      },
      {
        ...{ id: 'ACK-S', what: 'slowest hundredth of them', unit: 'ms' },
        ...{ ours: ours.map(slowest), baseline: base.map(slowest) },
      },
    ];
  },
};

async function measureSockets(plan: Plan, atEnd: AtEnd): Promise<LoadDone[][]> {
  const folder = makeFolder(atEnd);
  const { file, pressesFile } = await keepVoters(cache, crowdOf(plan));
  const databaseUrl = await copyVoters(file, join(folder, 'barbell.db'));
  const load = (name: string) =>
    startLoader('load-socket', [pressesFile, name, reviewNow.toISOString()], atEnd);
  const [ourSlack, baseSlack] = await Promise.all([load('ours'), load('base')]);
  const startOurs = async () => {
    const barbell = await startBarbell(
      {
        ...{ databaseUrl, apiUrl: ourSlack.said },
        environment: {
          SLACK_APP_TOKEN: 'xapp-bench',
          BARBELL_CLOCK_URL: ourSlack.said.replace('/api/', '/clock'),
        },
      },
      atEnd,
    );
    await untilQuiet(barbell);
    return barbell;
  };
  const startBare = () =>
    startBase({ does: 'insert', file: join(folder, 'base.db'), apiUrl: baseSlack.said }, atEnd);
  const [base, barbell] = await Promise.all([startBare(), startOurs()]);
  // Over Socket Mode more of what is done for a click is ours, and takes longer until it is compiled; who is half warm takes twice as long,
  // so both sides are warmed alike.
  const warmMs = Math.max(plan.warmMs, 1_600);
  // And what one side waits for, the other does not wait for: the rounds lie farther apart than elsewhere.
  return measureTurns({ ...plan, warmMs, rounds: plan.isQuick ? plan.rounds : 8 }, [
    { process: barbell, loader: ourSlack, databaseUrl },
    { process: base, loader: baseSlack },
  ]);
}

import type { PlantedFault } from './planted.ts';

/** Time, several processes, and the simulation itself. */
export const simulationFaults: readonly PlantedFault[] = [
  {
    ids: ['F-86'],
    file: 'src/platform/outbox/shared-clock.ts',
    find: 'new Date(machineNow().getTime() + aheadMs)',
    put: 'new Date(machineNow().getTime() + 0 * aheadMs)',
    test: 'test/protocol/outbox-clocks.test.ts',
    title: 'a silence that Slack asked one process for is kept',
    also: true,
  },
  {
    ids: ['P16'],
    file: 'src/features/team/store-occurrence.ts',
    find: 'return inserted === 1;',
    put: 'return inserted !== undefined;',
    test: 'test/simulation/storm-replicas.test.ts',
    title: 'five processes with clocks two minutes apart do each due thing once',
    sizes:
      'P16: 32 / 2,000 things that are due, in 5 processes (`npm run soak -- replicas things=2000`)',
  },
  {
    ids: ['P44'],
    file: 'src/platform/slack/bolt.ts',
    find: '      // Acknowledgements need the connection on which they go out.\n      await app.drain(drainMs);\n',
    put: '',
    test: 'test/crash/rolling.test.ts',
    title: 'a deployment that stops and starts one of two processes while people press',
    sizes: 'P44: 1 / 100 restarts',
  },
];

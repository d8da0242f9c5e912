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
];

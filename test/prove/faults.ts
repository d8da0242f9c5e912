import { andonFaults } from './andon.ts';
import { calendarFaults } from './calendar.ts';
import { clockFaults } from './clock.ts';
import { databaseFaults } from './database.ts';
import { outboundFaults } from './faults-outbound.ts';
import { storageFaults } from './faults-storage.ts';
import { formFaults } from './forms.ts';
import { inboundFaults } from './inbound.ts';
import { operateFaults } from './operate.ts';
import type { PlantedFault } from './planted.ts';
import { shipFaults } from './ship.ts';
import { simulationFaults } from './simulation.ts';
import { timeFaults } from './time.ts';
import { typedFaults } from './typed.ts';
import { wordFaults } from './words.ts';

/** Every planted fault. A table of its own for each part of the program, so that a reader finds its neighbours. */
export const plantedFaults: readonly PlantedFault[] = [
  ...andonFaults,
  ...calendarFaults,
  ...clockFaults,
  ...outboundFaults,
  ...storageFaults,
  ...inboundFaults,
  ...formFaults,
  ...typedFaults,
  ...operateFaults,
  ...databaseFaults,
  ...timeFaults,
  ...shipFaults,
  ...wordFaults,
  ...simulationFaults,
];

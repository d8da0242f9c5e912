import { andonFaults } from './andon.ts';
import { calendarFaults } from './calendar.ts';
import { databaseFaults } from './database.ts';
import { outboundFaults } from './faults-outbound.ts';
import { storageFaults } from './faults-storage.ts';
import { inboundFaults } from './inbound.ts';
import { operateFaults } from './operate.ts';
import type { PlantedFault } from './planted.ts';
import { shipFaults } from './ship.ts';
import { timeFaults } from './time.ts';
<<<<<<< HEAD
import { typedFaults } from './typed.ts';
=======
import { wordFaults } from './words.ts';
>>>>>>> 3dcae5e (What people type is carried row by row; the crash proof runs in lanes and looks at the disk after each death; its figures and parts are in the page of the andon)

/** Every planted fault. A table of its own for each part of the program, so that a reader finds its neighbours. */
export const plantedFaults: readonly PlantedFault[] = [
  ...andonFaults,
  ...calendarFaults,
  ...outboundFaults,
  ...storageFaults,
  ...inboundFaults,
  ...typedFaults,
  ...operateFaults,
  ...databaseFaults,
  ...timeFaults,
  ...shipFaults,
  ...wordFaults,
];

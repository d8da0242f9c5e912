import type { Row } from './row.ts';
import { ackRow, ackZeroRow } from './rows/ack.ts';
import { ackSocketRow } from './rows/ack-socket.ts';
import { coalesceRow } from './rows/coalesce.ts';
import { drainRow } from './rows/drain.ts';
import { growRow } from './rows/grow.ts';
import { idleRow } from './rows/idle.ts';
import { memRow } from './rows/mem.ts';
import { pgRow } from './rows/pg.ts';
import { startRow } from './rows/start.ts';
import { stormRow } from './rows/storm.ts';
import { yearRow } from './rows/year.ts';

/** Every row, in the order of the table. */
export const rows: readonly Row[] = [
  ackRow,
  ackZeroRow,
  ackSocketRow,
  stormRow,
  drainRow,
  growRow,
  idleRow,
  coalesceRow,
  startRow,
  memRow,
  pgRow,
  yearRow,
];

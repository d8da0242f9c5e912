import type { Row } from './row.ts';
import { ackRow, ackZeroRow } from './rows/ack.ts';
import { ackSocketRow } from './rows/ack-socket.ts';

/** Every row, in the order of the table. */
export const rows: readonly Row[] = [ackRow, ackZeroRow, ackSocketRow];

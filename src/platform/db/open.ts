import type { Kysely, Transaction } from 'kysely';
import type { Tables } from './tables.ts';

/** The database, for reading; writing asks for a `Tx`. */
export type Db = Kysely<Tables>;
/** An open transaction: what writes require, so that the compiler asks for one. */
export type Tx = Transaction<Tables>;

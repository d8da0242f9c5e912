import { type DestinationStream, pino } from 'pino';

/** Where the program writes what an operator should know; one JSON line each. */
export interface Log {
  debug(facts: Record<string, unknown>, message: string): void;
  info(facts: Record<string, unknown>, message: string): void;
  warn(facts: Record<string, unknown>, message: string): void;
  error(facts: Record<string, unknown>, message: string): void;
}

/** The levels that `LOG_LEVEL` takes. */
export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

const tokens = /xox[a-z]?-[\w-]+|xapp-[\w-]+/g;
/** `postgres://name:password@host`, and the like. */
const passwords = /(:\/\/[^\s:/@"]*:)[^\s@"]+@/g;

/** A log of JSON lines on standard error. Anything that looks like a Slack token or a password in an address is blotted out. */
export function openLog(level: LogLevel, destination?: DestinationStream): Log {
  return pino(
    {
      level,
      base: null,
      hooks: {
        streamWrite: (line: string) =>
          line.replace(tokens, '[token]').replace(passwords, '$1[password]@'),
      },
    },
    destination ?? pino.destination({ dest: 2, sync: true }),
  );
}

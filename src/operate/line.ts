/** One line of the doctor's. `bad` has to be mended; `warn` wants a look. */
export interface Line {
  as: 'ok' | 'warn' | 'bad';
  about: string;
  says: string;
}

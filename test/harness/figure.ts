/** Prints what a test has counted, in one line that a reader of the run can quote: `figure disk full: lost 0, doubled 0`. */
export function printFigure(name: string, facts: Readonly<Record<string, number | string>>): void {
  const said = Object.entries(facts).map(([what, value]) => `${what} ${value}`);
  process.stdout.write(`figure ${name}: ${said.join(', ')}\n`);
}

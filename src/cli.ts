#!/usr/bin/env node
import { runProcess } from './process.ts';
import { runTool } from './tools.ts';

const usage = `barbell start            run against your Slack (needs its tokens in the environment)
barbell sandbox          run with a workspace on this computer
barbell doctor           look at tokens, scopes, channels, clock, disk, database, outbox, backups
barbell outbox           list what waits to be sent, and why; \`outbox resend <id>\` or \`resend dead\`
barbell backup           make a backup and try it: [--out file]
barbell restore <file>   put a backup in the database's place
barbell verify           check the database and the decision log: [--anchor code] [--anchors file]
barbell migrate          bring the database to this version's schema
barbell export           take decisions out: --format csv|json|md [--team "#channel"] [--out file]
`;

/** `barbell <word>`: what an operator runs. `start` never opens the local workspace. */
async function runWord([word = '', ...words]: readonly string[]): Promise<void> {
  if (word === 'start') await runProcess('slack', words);
  else if (word === 'sandbox') await runProcess('sandbox', words);
  else if (['', 'help', '--help', '-h'].includes(word)) process.stdout.write(usage);
  else if (!(await runTool(word, words))) {
    process.stderr.write(`There is no \`barbell ${word}\`.\n${usage}`);
    process.exitCode = 1;
  }
}

void runWord(process.argv.slice(2));

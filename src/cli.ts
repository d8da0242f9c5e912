#!/usr/bin/env node
import { runProcess } from './process.ts';
import { runTool, type Tool } from './tools.ts';

const usage = `barbell start      run against your Slack (needs its tokens in the environment)
barbell sandbox    run with a workspace on this computer
barbell migrate    bring the database to this version's schema
barbell verify     check the decision log's chain
barbell export     take decisions out: --format csv|json|md [--team "#channel"] [--out file]
`;

// `barbell <word>`: what an operator runs. `start` never opens the local workspace.
const [word = '', ...words] = process.argv.slice(2);
const tools: readonly Tool[] = ['migrate', 'verify', 'export'];
const tool = tools.find((name) => name === word);
if (word === 'start') await runProcess('slack');
else if (word === 'sandbox') await runProcess('sandbox');
else if (tool !== undefined) await runTool(tool, words);
else if (['', 'help', '--help', '-h'].includes(word)) process.stdout.write(usage);
else {
  process.stderr.write(`There is no \`barbell ${word}\`.\n${usage}`);
  process.exitCode = 1;
}

import { runProcess } from './process.ts';

// `npm start`: real Slack when its tokens are in the environment, otherwise the local workspace.
void runProcess('auto', process.argv.slice(2));

import { runProcess } from './process.ts';

// `npm start`: real Slack when its tokens are in the environment, otherwise the local workspace.
await runProcess('auto', process.argv.slice(2));

import { parseArgs } from 'node:util';
import { type SandboxOptions, startSandbox } from './start.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    host: { type: 'string' },
    file: { type: 'string' },
    manifest: { type: 'string', default: 'manifest.yml' },
    web: { type: 'string' },
    'start-at': { type: 'string' },
    'transport-url': { type: 'string' },
    'health-url': { type: 'string' },
    'signing-secret': { type: 'string' },
    seed: { type: 'string' },
    rate: { type: 'string' },
    patience: { type: 'string' },
  },
});

const options: SandboxOptions = {
  port: Number(values.port),
  manifestPath: values.manifest,
  rate: values.rate === 'off' ? 'off' : 'slack',
  seed: values.seed === 'empty' ? 'empty' : 'people',
};
if (values.patience) {
  // A story that is told on a slow machine is not about Slack's three seconds.
  options.timing = { ackMs: Number(values.patience), triggerMs: Number(values.patience) };
}
if (values.host) options.host = values.host;
if (values.file) options.file = values.file;
if (values.web) options.webDir = values.web;
if (values['start-at']) options.startAt = values['start-at'];
if (values['transport-url']) options.transport = { requestUrl: values['transport-url'] };
if (values['health-url']) options.botHealthUrl = values['health-url'];
if (values['signing-secret']) options.signingSecret = values['signing-secret'];

void serve();

/** Serves until it is told to stop; says in one line where it is. */
async function serve(): Promise<void> {
  const sandbox = await startSandbox(options);
  process.stdout.write(
    `${JSON.stringify({
      url: sandbox.url,
      apiUrl: sandbox.apiUrl,
      botToken: sandbox.botToken,
      appToken: sandbox.appToken,
      signingSecret: sandbox.signingSecret,
    })}\n`,
  );
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      void sandbox.stop().then(() => process.exit(0));
    });
  }
}

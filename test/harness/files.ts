import type { Message } from '../../sandbox/protocol.ts';
import type { ControlClient } from '../../sandbox/server/play/control-client.ts';

/** The newest file of this name in a person's direct message, and the note above it; waits until it is there. */
export async function readFileOf(
  client: ControlClient,
  userId: string,
  name: RegExp,
): Promise<{ note: Message; text: string }> {
  const { note, id } = await client.until(`a file ${name}`, async () => {
    const { channels } = await client.state(userId);
    const direct = channels.find((channel) => channel.kind === 'im');
    if (direct === undefined) return undefined;
    const messages = await client.messages(direct.id, userId);
    const withFile = messages.filter((one) => one.files.some((file) => name.test(file.name)));
    const newest = withFile.at(-1);
    const file = newest?.files.find((one) => name.test(one.name));
    return newest && file ? { note: newest, id: file.id } : undefined;
  });
  const response = await fetch(`${client.url}/sandbox/file?id=${id}`);
  return { note, text: await response.text() };
}

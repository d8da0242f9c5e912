import type { Message } from '../../sandbox/protocol.ts';
import { openCopy } from '../../src/platform/db/open.ts';
import type { Crew } from '../harness/crew.ts';
import type { Camera, Subject } from './camera.ts';
import { commandOf, kindOf } from './known.ts';
import { clearDesk, nameOf, type Scene, type View } from './scene.ts';

/** A scene with the name of its pictures. */
export interface Taken {
  file: string;
  scene: Scene;
}

/** Lives scenes one after another and takes their pictures. */
export class Photographer {
  readonly taken: Taken[] = [];
  /** What the pictures truly show, by the names that scenes use. */
  readonly seen: string[] = [];
  readonly wrong: string[] = [];
  private readonly crew: Crew;
  private readonly camera: Camera;
  private readonly only: readonly string[] | undefined;

  constructor(crew: Crew, camera: Camera, only?: readonly string[]) {
    this.crew = crew;
    this.camera = camera;
    this.only = only;
  }

  async take(scene: Scene): Promise<void> {
    const number = String(this.taken.length + 1).padStart(3, '0');
    const file = `${number}-${nameOf(scene)}`;
    this.taken.push({ file, scene });
    try {
      const wrong = await this.live(scene, file);
      for (const line of wrong) this.complain(`${file}: ${line}`);
    } catch (error) {
      // The other pictures are still worth having.
      this.complain(`${file}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** What is wrong is said at once: a whole run takes minutes. */
  private complain(line: string): void {
    this.wrong.push(line);
    process.stderr.write(`${line}\n`);
  }

  private async live(scene: Scene, file: string): Promise<string[]> {
    const view = await scene.live(this.crew);
    // What is behind a window is dimmed.
    if (view.at !== 'modal') await clearDesk(this.crew, scene.by);
    await this.rest();
    const { subject, shows } = await this.look(scene, view);
    this.seen.push(shows, ...(scene.line === undefined ? [] : [commandOf(scene.line)]));
    const wrong = shows === scene.shows ? [] : [`this is a picture of ${shows}`];
    if (!this.isWanted(file)) return wrong;
    return [...wrong, ...(await this.camera.take(file, subject))];
  }

  /** Without words every picture is; otherwise those whose names have one of them. */
  private isWanted(file: string): boolean {
    return this.only === undefined || this.only.some((words) => file.includes(words));
  }

  /** What the picture shows, by the words of the source rather than the scene's own. */
  private async look(scene: Scene, view: View): Promise<{ subject: Subject; shows: string }> {
    const { userId, home } = this.crew[scene.by];
    if (view.at === 'modal') {
      const top = (await this.crew.client.views(userId)).stack.at(-1);
      const shows = `modal ${String(top?.view.callback_id)}`;
      return { subject: { userId, query: 'app=messages', part: 'dialog.modal' }, shows };
    }
    if (view.at === 'home') {
      return { subject: { userId, query: 'app=home', part: '.home-sheet' }, shows: scene.shows };
    }
    if (view.at === 'page' && view.channel === undefined) {
      return { subject: { userId, query: 'app=home' }, shows: scene.shows };
    }
    const channel = await this.channelId(userId, view.channel ?? home);
    const thread = view.thread === undefined ? '' : `&thread=${view.thread}`;
    const place = { channel, ...(view.thread === undefined ? {} : { thread: view.thread }) };
    if (view.at === 'page') {
      const top = view.top && (await this.crew[scene.by].sees(view.top, place));
      const query = `channel=${channel}${thread}`;
      const subject = { userId, query, ...(top === undefined ? {} : { top: top.ts }) };
      return { subject, shows: scene.shows };
    }
    const message = await this.crew[scene.by].sees(view.words, place);
    // It is seen before the bot has written down where it stands.
    await this.rest();
    const part = `li.message[data-ts="${message.ts}"]`;
    const where = channel.startsWith('D') ? 'app=messages' : `channel=${channel}`;
    const shows = await this.kindOf(message, scene);
    return { subject: { userId, query: `${where}${thread}`, part }, shows };
  }

  /** The kind of a message by the address that the bot's own database has for it. */
  private async kindOf(message: Message, scene: Scene): Promise<string> {
    // An answer and a file have no address: nothing changes them later.
    if (message.ephemeralFor !== undefined || message.files.length > 0) return scene.shows;
    const { db, close } = await openCopy(this.crew.world.databaseUrl);
    try {
      const row = await db
        .selectFrom('message')
        .select('address')
        .where('ts', '=', message.ts)
        .where('shown_channel_id', '=', message.channel)
        .executeTakeFirst();
      return `message ${kindOf(row?.address ?? '') || 'of nobody'}`;
    } finally {
      await close();
    }
  }

  private async channelId(userId: string, name: string): Promise<string> {
    const { channels } = await this.crew.client.state(userId);
    const found = channels.find((one) =>
      name === 'dm' ? one.kind === 'im' : one.name === name || one.id === name,
    );
    return found?.id ?? name;
  }

  /** Waits until the bot has nothing left to say. */
  private async rest(): Promise<void> {
    await this.crew.client.until('the bot at rest', async () => {
      const health: { isQuiet: boolean } = await (await fetch(this.crew.world.healthUrl)).json();
      return health.isQuiet ? true : undefined;
    });
  }
}

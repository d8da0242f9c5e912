import type { RequestListener } from 'node:http';
import { App, type Receiver, type ReceiverEvent, SocketModeReceiver } from '@slack/bolt';
import type { Random } from '../../lib/random.ts';
import type { Transport } from '../settings.ts';
import {
  type AnswerParts,
  answerAction,
  answerClosing,
  answerCommand,
  answerEvent,
  answerShortcut,
  answerSubmission,
  safely,
} from './answer.ts';
import { clientOptions, settle } from './client.ts';
import { EventIds } from './event-ids.ts';
import { SlackFailure } from './failures.ts';
import { openAnswer } from './http-answer.ts';
import { isForWorkspace, judgeBody } from './payload.ts';
import { PersonLanes } from './person-lanes.ts';
import { sdkLogger, silentLogger } from './sdk-logger.ts';
import type { SealedDoor } from './sealed-door.ts';
import { listenForSigned, type SignedRequestParts } from './signed-request.ts';
import { holdSockets } from './socket.ts';
import { actorOf, answerTooMuch } from './too-much.ts';

// The only file that knows Bolt: it brings payloads in, over one of two transports, and carries acknowledgements out.

/** What is needed to listen to Slack. */
export interface Parts extends AnswerParts {
  transport: Transport;
  apiUrl: string;
  botToken: string;
  bot: { workspaceId: string; botUserId: string; botId: string };
  machineNow: () => Date;
  /** Whether that time is known; asks Slack where it is not. */
  isTimeSure: () => Promise<boolean>;
  random: Random;
  /** How many connections other processes of ours hold, where there may be some. */
  countFellows?: () => Promise<number>;
  /** The second entry: what belongs to the sealed room never reaches Bolt. */
  door: SealedDoor;
  /** Called when Slack can never reach us again; the process should end too, so that it is started anew. */
  onDeaf: (why: string) => void;
}

/** The open ear: over HTTP a listener for `/slack/events`, over Socket Mode connections of its own. */
export interface Listening {
  requestListener?: RequestListener;
  /** Whether no payload is being worked on. */
  isIdle(): boolean;
  /** Whether Slack's payloads reach us at the moment: over HTTP always, in Socket Mode while a connection stands. */
  isConnected(): boolean;
  /** How many connections strangers hold with our app token, as far as Slack has told. */
  countOthers(): number;
  /** How many Slack may count of ours. */
  countLinks(): number;
  /** Hears nothing new any more, and resolves when what was heard is done, or after a few seconds. */
  stop(): Promise<void>;
}

/** So that buttons work while Slack refreshes one of the connections. */
const connections = 2;
const drainMs = 3_000;

/** Starts to listen. Resolves once Slack can reach us (Socket Mode) or the listener is ready (HTTP). */
export async function listenToSlack(parts: Parts): Promise<Listening> {
  return parts.transport.by === 'http'
    ? listenOverHttp(parts, parts.transport.signingSecret)
    : listenOverSockets(parts, parts.transport.appToken);
}

/** What is needed to listen without a wire. */
export type DirectParts = Omit<
  Parts,
  'transport' | 'onDeaf' | 'random' | 'isTimeSure' | 'countFellows'
>;

/** An ear without a wire: whoever holds `hear` is Slack. */
export interface DirectListening extends Listening {
  /** Resolves when the payload is worked off; `ack` is called before, as soon as Slack gets its answer. */
  hear(body: Record<string, unknown>, ack: (answer: unknown) => void): Promise<void>;
}

const nothing = () => Promise.resolve();
/** For whoever hands payloads over: Bolt's own receivers read, check and parse a second time what was read, checked and parsed. */
const noWire: Receiver = { init: () => {}, start: nothing, stop: nothing };

/** Listens to payloads that are handed over in the same process: for simulations, which bring their own Slack. */
export function listenDirectly(parts: DirectParts): DirectListening {
  const app = openApp(parts, noWire);
  return {
    hear: (body, ack) => app.processEvent({ body, ack: async (answer) => ack(answer) }),
    isIdle: () => app.isIdle(),
    isConnected: () => true,
    countOthers: () => 0,
    countLinks: () => 0,
    stop: () => app.drain(drainMs),
  };
}

function listenOverHttp(parts: Parts, signingSecret: string): Listening {
  const app = openApp(parts, noWire);
  const { machineNow, isTimeSure, log } = parts;
  const pass: SignedRequestParts['pass'] = (body, response) => {
    const { ack, fail } = openAnswer(response);
    // Slack delivers again what is answered so, and by then it may be done.
    app.processEvent({ body, ack }).catch(fail);
  };
  return {
    requestListener: listenForSigned({ signingSecret, machineNow, isTimeSure, log, pass }),
    isIdle: () => app.isIdle(),
    isConnected: () => true,
    countOthers: () => 0,
    countLinks: () => 0,
    stop: () => app.drain(drainMs),
  };
}

async function listenOverSockets(parts: Parts, appToken: string): Promise<Listening> {
  const makeReceiver = () =>
    new SocketModeReceiver({
      appToken,
      // What it would say is said by socket.ts, once.
      logger: silentLogger,
      autoReconnectEnabled: false,
      processEventErrorHandler: () => Promise.resolve(false),
      customPropertiesExtractor: ({ envelope_id: envelopeId }) => ({ envelopeId }),
      installerOptions: { clientOptions: { ...clientOptions(parts.apiUrl), timeout: 10_000 } },
    });
  const app = openApp(parts, makeReceiver());
  const { log, onDeaf, slack, random, countFellows } = parts;
  const sockets = await holdSockets({
    ...{ log, onDeaf, random, places: connections },
    ...(countFellows === undefined ? {} : { countFellows }),
    makeClient: () => {
      const receiver = makeReceiver();
      receiver.init(app);
      return receiver.client;
    },
    isSlackThere: async () => !((await settle(slack.authTest())) instanceof SlackFailure),
  });
  app.acknowledgeElsewhere = sockets.acknowledge;
  return {
    isIdle: () => app.isIdle(),
    isConnected: () => sockets.isConnected(),
    countOthers: () => sockets.countOthers(),
    countLinks: () => sockets.countLinks(),
    stop: async () => {
      // Acknowledgements need the connection on which they go out.
      await app.drain(drainMs);
      sockets.stop();
      await app.drain(drainMs);
    },
  };
}

/** Bolt's app behind a door: what nobody can read does not come in, and what came in is counted until it is done. */
class CountingApp extends App {
  private readonly running = new Set<Promise<void>>();
  private readonly eventIds = new EventIds();
  private readonly lanes = new PersonLanes();
  /** Set right after construction: Bolt calls its own constructor first. */
  parts: DirectParts | undefined;
  /** The second try of an acknowledgement whose connection is gone; whether there is another one. */
  acknowledgeElsewhere: ((envelopeId: string, payload: unknown) => boolean) | undefined;

  isIdle(): boolean {
    return this.running.size === 0;
  }

  async drain(longestMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, longestMs);
    });
    await Promise.race([this.settleAll(), late]);
    clearTimeout(timer);
  }

  override async processEvent(received: ReceiverEvent): Promise<void> {
    const event = { ...received, ack: this.ackOf(received) };
    const why = this.refusalOf(event.body);
    if (why !== undefined) {
      this.parts?.log.warn({ why }, 'a payload from Slack was ignored');
      await event.ack();
      return;
    }
    const { door } = this.parts ?? {};
    const work =
      door?.isSealed(event.body) === true
        ? door.take(event.body, (answer) => event.ack(answer))
        : this.work(event);
    this.running.add(work);
    await work.finally(() => this.running.delete(work));
  }

  private ackOf({ ack, customProperties }: ReceiverEvent): ReceiverEvent['ack'] {
    return async (payload) => {
      const [acked] = await Promise.allSettled([ack(payload)]);
      if (acked.status === 'fulfilled') return;
      const id: unknown = customProperties?.envelopeId;
      if (typeof id === 'string' && this.acknowledgeElsewhere?.(id, payload) === true) return;
      throw acked.reason;
    };
  }

  /**
   * Bolt's own way from here is not taken: it acknowledges an event before anybody has looked at it, so that a crash would lose
   * it, and it breaks on a window without a callback id. (reliability.md P02, F-08, P47)
   */
  private async work(event: ReceiverEvent): Promise<void> {
    const { parts } = this;
    if (parts === undefined) return;
    if (event.body.type === 'event_callback') return this.takeEvent(parts, event);
    const work = async () => {
      const actor = actorOf(event.body);
      if (actor === undefined) return answer(parts, event);
      const turn = await this.lanes.take(actor, () => answer(parts, event));
      if (turn !== 'done') await answerTooMuch(parts, event, turn === 'say');
    };
    await work().catch((error: unknown) => {
      const stack = error instanceof Error ? error.stack : String(error);
      parts.log.error({ stack }, 'a payload could not be processed');
      // So that the receiver says 503 at once instead of letting Slack wait.
      throw new NotDone();
    });
  }

  /** What is not done in time, or fails, is not acknowledged: Slack delivers it again. */
  private async takeEvent(parts: DirectParts, event: ReceiverEvent): Promise<void> {
    if (this.eventIds.isTaken(event.body)) parts.log.warn({}, 'two events have one id');
    if (!(await answerEvent(parts, event.body))) throw new NotDone();
    return safely(parts, event.ack());
  }

  private refusalOf(body: unknown): string | undefined {
    const judged = judgeBody(body);
    if (judged !== 'readable') return judged;
    return isForWorkspace(body, this.parts?.bot.workspaceId ?? '') ? undefined : 'other workspace';
  }

  private async settleAll(): Promise<void> {
    while (this.running.size > 0) await Promise.allSettled(this.running);
  }
}

/** Nobody acknowledges it. Whoever failed has said so in the log. */
class NotDone extends Error {}

function openApp(parts: DirectParts, receiver: Receiver): CountingApp {
  const { botToken } = parts;
  const { botUserId, botId } = parts.bot;
  const app = new CountingApp({
    receiver,
    logger: sdkLogger(parts.log),
    convoStore: false,
    clientOptions: clientOptions(parts.apiUrl),
    authorize: () => Promise.resolve({ botToken, botUserId, botId }),
  });
  app.parts = parts;
  return app;
}

/** Whatever a person did. What it is has been judged before. */
async function answer(parts: DirectParts, { body, ack }: ReceiverEvent): Promise<void> {
  if (body.command !== undefined) return answerCommand(parts, body, ack);
  switch (body.type) {
    case 'shortcut':
    case 'message_action':
      return answerShortcut(parts, body, ack);
    case 'block_actions':
      return answerAction(parts, body, ack);
    case 'view_submission':
      return answerSubmission(parts, body, ack);
    case 'view_closed':
      return answerClosing(parts, body, ack);
    default:
      return ack();
  }
}

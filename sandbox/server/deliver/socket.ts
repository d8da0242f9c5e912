import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { isRecord, type Json, parseJson } from '../json.ts';
import { slackTiming } from '../timing.ts';
import { appId } from '../workspace/workspace.ts';
import type { Envelope, Outcome, Transport } from './transport.ts';

const maxConnections = 10;
const pingEveryMs = 10_000;
const drainMs = 10_000;

interface Waiting {
  startedAt: number;
  timer: NodeJS.Timeout;
  resolve: (outcome: Outcome) => void;
  /** The connections that it was sent on and that stand. */
  on: Set<WebSocket>;
}

/** Socket Mode: up to ten connections, any of which may get a payload. */
export class SocketTransport implements Transport {
  readonly kind = 'socket';
  private readonly ackMs: number;
  private readonly server = new WebSocketServer({ noServer: true, maxPayload: 1_000_000 });
  private readonly tickets = new Set<string>();
  private connections: WebSocket[] = [];
  private readonly draining = new Set<WebSocket>();
  private readonly waiting = new Map<string, Waiting>();
  private readonly pinger: NodeJS.Timeout;
  private readonly onChange: () => void;
  private turn = 0;

  constructor(server: Server, ackMs: number, onChange: () => void) {
    this.ackMs = ackMs;
    this.onChange = onChange;
    server.on('upgrade', (request, socket, head) => this.upgrade(request, socket, head));
    this.pinger = setInterval(() => {
      for (const connection of this.connections) connection.ping('Ping from applink-sandbox');
    }, pingEveryMs);
    this.pinger.unref();
  }

  /** A ticket for one connection, as `apps.connections.open` hands out. */
  issueTicket(): string {
    const ticket = randomUUID();
    this.tickets.add(ticket);
    return ticket;
  }

  async isConnected(): Promise<boolean> {
    return this.live().length > 0;
  }

  send(envelope: Envelope, copies: number): Promise<Outcome> {
    const live = this.live();
    if (live.length === 0)
      return Promise.resolve({
        isReached: false,
        isAcked: false,
        ackMs: 0,
        failure: 'connection_failed',
      });
    const id = randomUUID();
    const line = JSON.stringify({
      envelope_id: id,
      type: envelope.kind,
      accepts_response_payload: envelope.kind !== 'events_api',
      ...(envelope.kind === 'events_api'
        ? { retry_attempt: envelope.retryAttempt, retry_reason: envelope.retryReason }
        : {}),
      payload: envelope.payload,
    });
    return new Promise((resolve) => {
      const startedAt = performance.now();
      const timer = setTimeout(() => this.giveUp(id), this.ackMs);
      const on = new Set<WebSocket>();
      this.waiting.set(id, { startedAt, timer, resolve, on });
      for (let copy = 0; copy < copies; copy += 1) {
        this.turn += 1;
        const connection = live[this.turn % live.length];
        if (connection === undefined) continue;
        on.add(connection);
        connection.send(line);
      }
    });
  }

  private giveUp(id: string): void {
    const waiting = this.waiting.get(id);
    if (waiting === undefined) return;
    this.waiting.delete(id);
    clearTimeout(waiting.timer);
    const ackMs = Math.round(performance.now() - waiting.startedAt);
    waiting.resolve({ isReached: true, isAcked: false, ackMs });
  }

  /** An answer may still come on another connection; who is dead gives none, however long is waited for the living. */
  private forget(connection: WebSocket): void {
    for (const [id, { on }] of this.waiting) {
      if (!on.delete(connection) || on.size > 0) continue;
      setTimeout(() => this.giveUp(id), slackTiming.ackMs).unref();
    }
  }

  /** Cuts every connection without a word. */
  cut(): void {
    for (const connection of this.connections) connection.terminate();
  }

  /** Asks the oldest connections to reconnect, and closes them if they do not. */
  refresh(count: number, reason: string): void {
    for (const connection of this.live().slice(0, count)) {
      this.draining.add(connection);
      connection.send(
        JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink-sandbox' } }),
      );
      setTimeout(() => connection.close(1000), drainMs).unref();
    }
  }

  stop(): void {
    clearInterval(this.pinger);
    for (const id of this.waiting.keys()) this.giveUp(id);
    this.cut();
    this.server.close();
  }

  private live(): WebSocket[] {
    return this.connections.filter((one) => one.readyState === 1 && !this.draining.has(one));
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    if (url.pathname !== '/link/' || !this.tickets.delete(url.searchParams.get('ticket') ?? '')) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\n\r\n');
      return;
    }
    this.server.handleUpgrade(request, socket, head, (connection) => this.accept(connection));
  }

  private accept(connection: WebSocket): void {
    if (this.connections.length >= maxConnections) {
      connection.send(JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets' }));
      connection.close(1000);
      return;
    }
    this.connections.push(connection);
    connection.on('message', (data) => this.hear(data));
    connection.on('error', () => connection.terminate());
    connection.on('close', () => {
      this.connections = this.connections.filter((one) => one !== connection);
      this.draining.delete(connection);
      this.forget(connection);
      this.onChange();
    });
    const hello: Json = {
      type: 'hello',
      num_connections: this.connections.length,
      connection_info: { app_id: appId },
      debug_info: {
        host: 'applink-sandbox',
        build_number: 1,
        approximate_connection_time: 18_060,
        connection: randomBytes(4).toString('hex'),
      },
    };
    connection.send(JSON.stringify(hello));
    this.onChange();
  }

  private hear(data: RawData): void {
    const answer = parseJson(String(data));
    if (!isRecord(answer) || typeof answer.envelope_id !== 'string') return;
    const waiting = this.waiting.get(answer.envelope_id);
    if (!waiting) return;
    this.waiting.delete(answer.envelope_id);
    clearTimeout(waiting.timer);
    const ackMs = Math.round(performance.now() - waiting.startedAt);
    waiting.resolve({ isReached: true, isAcked: true, ackMs, body: answer.payload });
  }
}

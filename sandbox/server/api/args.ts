import { type Json, parseJson } from '../json.ts';
import { invalidArguments } from './slack-error.ts';

/** How an argument is written: form fields are text, structured ones are JSON in text. */
export type ArgKind = 'string' | 'number' | 'boolean' | 'json' | 'list';

/** The arguments a method knows. */
export interface ArgShape {
  required: string[];
  known: Record<string, ArgKind>;
}

/** A method's arguments, each read by its kind. */
export class Args {
  private readonly values: Json;

  constructor(values: Json) {
    this.values = values;
  }

  has(name: string): boolean {
    return this.values[name] !== undefined;
  }

  string(name: string): string {
    const value = this.values[name];
    return typeof value === 'string' ? value : '';
  }

  number(name: string, otherwise: number): number {
    const value = this.values[name];
    return typeof value === 'number' ? value : otherwise;
  }

  isTrue(name: string): boolean {
    return this.values[name] === true;
  }

  json(name: string): unknown {
    return this.values[name];
  }

  list(name: string): string[] {
    const value = this.values[name];
    return Array.isArray(value) ? value.map(String) : [];
  }
}

/** What every method takes; Bolt's client sends `team_id` with each call. */
const everywhere = new Set(['token', 'team_id']);

/** Reads raw arguments; unknown, missing or unreadable ones are Slack's `invalid_arguments`. */
export function readArgs(raw: Json, shape: ArgShape): Args {
  const problems: string[] = [];
  const values: Json = {};
  for (const [name, value] of Object.entries(raw)) {
    if (everywhere.has(name) || value === undefined || value === null) continue;
    const kind = shape.known[name];
    if (!kind) {
      problems.push(`unknown argument: ${name}`);
      continue;
    }
    const read = readers[kind](value);
    if (read === undefined) problems.push(`invalid value for argument: ${name} (${kind})`);
    values[name] = read;
  }
  for (const name of shape.required) {
    if (raw[name] === undefined || raw[name] === '') {
      problems.push(`missing required field: ${name}`);
    }
  }
  if (problems.length > 0) throw invalidArguments(problems);
  return new Args(values);
}

const readers: Record<ArgKind, (value: unknown) => unknown> = {
  string: (value) => {
    if (typeof value === 'string') return value;
    return typeof value === 'number' ? String(value) : undefined;
  },
  number: (value) => {
    const number = Number(value);
    return value === '' || Number.isNaN(number) ? undefined : number;
  },
  boolean: (value) => {
    if (value === true || value === 'true' || value === '1' || value === 1) return true;
    if (value === false || value === 'false' || value === '0' || value === 0) return false;
    return undefined;
  },
  json: (value) => (typeof value === 'string' ? parseJson(value) : value),
  list: (value) => {
    if (Array.isArray(value)) return value;
    if (typeof value !== 'string') return undefined;
    return value === '' ? [] : value.split(',').map((one) => one.trim());
  },
};

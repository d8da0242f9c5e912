import type { z } from 'zod';
import { isRecord } from '../json.ts';

/** What is wrong with a value, and where, as Slack says it. */
export interface Problem {
  message: string;
  pointer: string;
}

const missing = 'missing';

/** Checks a value and says every problem in Slack's words. `at` is the JSON pointer of the value. */
export function problemsOf(schema: z.ZodType, value: unknown, at: string): Problem[] {
  const result = schema.safeParse(value, { error: (issue) => describe(issue) });
  if (result.success) return [];
  return result.error.issues.map((issue) => {
    if (issue.message === missing) {
      return {
        message: `missing required field: ${String(issue.path.at(-1))}`,
        pointer: pointerOf(at, issue.path.slice(0, -1)),
      };
    }
    return { message: issue.message, pointer: pointerOf(at, issue.path) };
  });
}

/** One line of Slack's `response_metadata.messages`, without the `[ERROR]`. */
export function lineOf(problem: Problem): string {
  return `${problem.message} [json-pointer:${problem.pointer}]`;
}

function pointerOf(at: string, path: PropertyKey[]): string {
  return [at, ...path.map(String)].join('/');
}

function describe(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return `invalid additional property: ${issue.keys.join(', ')}`;
    case 'invalid_union':
      return isRecord(issue.input) && issue.input.type !== undefined
        ? `unsupported type: ${String(issue.input.type)}`
        : 'failed to match all allowed schemas';
    case 'invalid_value':
      if (issue.input === undefined) return missing;
      return `must be one of: ${issue.values.map(String).join(', ')}`;
    case 'too_big':
      return issue.origin === 'array'
        ? `no more than ${issue.maximum} items allowed`
        : `must be at most ${issue.maximum}`;
    case 'too_small':
      return issue.origin === 'array'
        ? `no fewer than ${issue.minimum} items allowed`
        : `must be at least ${issue.minimum}`;
    case 'invalid_type':
      return issue.input === undefined ? missing : `must provide a ${issue.expected}`;
    default:
      return 'invalid value';
  }
}

/* Evidence as a person types it: one address a line, and what it shows. */
import { isEmptyText, lineAsTyped } from '../signal/plain-text.ts';

/** One line of evidence: its address, missing when it is none, and the words behind it. */
export interface EvidenceLink {
  url?: string;
  words: string;
}

/** Reads evidence links, one a line; empty lines are passed over. Only addresses that a browser opens are addresses. */
export function listLinks(text: string): EvidenceLink[] {
  return text
    .split('\n')
    .map(lineAsTyped)
    .filter((line) => !isEmptyText(line))
    .map(readLine);
}

function readLine(line: string): EvidenceLink {
  const [first = '', ...rest] = line.split(' ');
  const isAddress = first.length <= 500 && /^https?:\/\/[^\s<>|"'`]+\.[^\s<>|"'`]+$/i.test(first);
  return isAddress ? { url: first, words: rest.join(' ') } : { words: line };
}

import { writeCsv } from './message-csv.ts';
import { writeMarkdown } from './message-markdown.ts';
import { type Export, type ExportFormat, writeJson } from './rules.ts';

/** An export in one of its three forms. */
export function writeExport(taken: Export, format: ExportFormat): string {
  switch (format) {
    case 'csv':
      return writeCsv(taken);
    case 'json':
      return writeJson(taken);
    case 'md':
      return writeMarkdown(taken);
  }
}

import type { InputFile } from "./input.ts"
import { readTable, type Table } from "./table.ts"

/** Reads a votes file: CSV with the columns task, worker and label. */
export function readVotes(file: InputFile, hasHeader: boolean): Table<"task" | "worker" | "label"> {
  return readTable(file, { separator: ",", columns: ["task", "worker", "label"], hasHeader })
}

/** Reads gold of classes or numbers: CSV with the columns task and label. */
export function readGoldLabels(file: InputFile, hasHeader: boolean): Table<"task" | "label"> {
  return readTable(file, { separator: ",", columns: ["task", "label"], hasHeader })
}

/** Reads transcriptions: task, worker and text between tabs. An empty text is an answer. */
export function readTranscriptions(file: InputFile, hasHeader: boolean): Table<"task" | "worker" | "text"> {
  return readTable(file, { separator: "\t", columns: ["task", "worker", "text"], mayBeEmpty: ["text"], hasHeader })
}

/** Reads texts of tasks, gold or results: task and text between a tab. */
export function readTexts(file: InputFile, hasHeader: boolean): Table<"task" | "text"> {
  return readTable(file, { separator: "\t", columns: ["task", "text"], mayBeEmpty: ["text"], hasHeader })
}

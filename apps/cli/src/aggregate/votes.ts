import { type InputFile, wrongLine } from "./input.ts"
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

/** Reads comparisons of two: CSV with the columns task, left, right, worker and answer. */
export function readComparisons(
  file: InputFile,
  hasHeader: boolean,
): Table<"task" | "left" | "right" | "worker" | "label"> {
  return readTable(file, { separator: ",", columns: ["task", "left", "right", "worker", "label"], hasHeader })
}

/** Reads an order of things: CSV with the columns item and strength, and group where things of several are not compared. */
export function readOrder(
  file: InputFile,
): Table<"item" | "strength"> & { readonly columns: { readonly group?: readonly string[] } } {
  const hasGroup = /^[^\n]*\bgroup\b/i.test(file.text)
  if (hasGroup) return readTable(file, { separator: ",", columns: ["item", "strength", "group"], hasHeader: true })
  return readTable(file, { separator: ",", columns: ["item", "strength"], hasHeader: true })
}

/** Reads texts of tasks, gold or results: task and text between a tab. */
export function readTexts(file: InputFile, hasHeader: boolean): Table<"task" | "text"> {
  return readTable(file, { separator: "\t", columns: ["task", "text"], mayBeEmpty: ["text"], hasHeader })
}

/** Gold of classes, one label for each task; throws `Unusable` with file and line for a task with a second one. */
export function readGoldOfTasks(file: InputFile, hasHeader: boolean): Table<"task" | "label"> {
  return withoutContradiction(readGoldLabels(file, hasHeader), "label")
}

/** The same for numbers; throws `Unusable` with file and line for a label that is none. */
export function readGoldNumbers(file: InputFile, hasHeader: boolean): Table<"task" | "label"> {
  const table = readGoldOfTasks(file, hasHeader)
  const wrong = table.columns.label.findIndex((label) => label.trim() === "" || !Number.isFinite(Number(label)))
  if (wrong < 0) return table
  const what = `the gold label "${table.columns.label[wrong]}" is no number`
  throw wrongLine(file, table.lines[wrong] ?? 1, what, "Write a number, or leave --gold out")
}

/** Gold of texts, one for each task; throws `Unusable` with file and line for a task with a second one. */
export function readGoldTexts(file: InputFile, hasHeader: boolean): Table<"task" | "text"> {
  return withoutContradiction(readTexts(file, hasHeader), "text")
}

/** Gold says one thing of a task: a second row that says another is refused with its line. */
function withoutContradiction<T extends Table<"task">>(
  table: T & { readonly columns: Readonly<Record<string, readonly string[]>> },
  column: string,
): T {
  const rowOf = new Map<string, number>()
  for (const [row, task] of table.columns.task.entries()) {
    const before = rowOf.get(task)
    rowOf.set(task, before ?? row)
    if (before === undefined || table.columns[column]?.[before] === table.columns[column]?.[row]) continue
    const what = `the task ${task} stands on line ${table.lines[before]} with another ${column}`
    throw wrongLine(table.file, table.lines[row] ?? 1, what, "Leave one line for each task")
  }
  return table
}

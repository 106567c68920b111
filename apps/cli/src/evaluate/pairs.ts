import { type InputFile, wrongLine } from "../aggregate/input.ts"
import { Unusable } from "../arguments.ts"

interface Side {
  readonly table: {
    readonly file: InputFile
    readonly columns: { readonly task: readonly string[] }
    readonly lines: readonly number[]
  }
  readonly values: readonly string[]
}

/** Gold of each task with the answer to it; null where there is none. */
interface Paired {
  readonly pairs: readonly (readonly [gold: string, answer: string | null])[]
  readonly missing: number
  /** Answers to tasks without gold. */
  readonly withoutGold: number
}

/** Puts gold and answers of one task together; throws `Unusable` for a task that stands twice, or when none is in both. */
export function pairByTask(gold: Side, answers: Side): Paired {
  const right = byTask(gold)
  const given = byTask(answers)
  const pairs = Array.from(right, ([task, value]) => [value, given.get(task) ?? null] as const)
  const missing = pairs.filter(([, answer]) => answer === null).length
  if (missing === pairs.length)
    throw new Unusable(
      `${answers.table.file.name} answers no task of ${gold.table.file.name}. Do both name tasks in the same way?`,
    )
  return { pairs, missing, withoutGold: given.size - (pairs.length - missing) }
}

function byTask({ table, values }: Side): Map<string, string> {
  const found = new Map<string, string>()
  for (const [row, task] of table.columns.task.entries()) {
    if (found.has(task))
      throw wrongLine(
        table.file,
        table.lines[row] ?? 1,
        `the task ${task} stands twice`,
        "Leave one line for each task",
      )
    found.set(task, values[row] ?? "")
  }
  return found
}

import type { Seen } from "@justesse/editor"
import { type AssignmentId, RegionId } from "@justesse/types"
import { keepHere, readHere } from "../../../shell/browserKeeps.ts"

/** Where this browser keeps how its tasks were seen, the last one first. */
const KEY = "justesse.seen"
/** Tasks kept; of older ones it is forgotten what was hidden. */
const TASKS_MAX = 20

interface Row {
  readonly task: string
  readonly hidden: readonly string[]
  readonly locked: readonly string[]
}

/** What was hidden and locked in a task when it was shown here before; null for nothing. */
export function readSeen(task: AssignmentId): Seen | null {
  const row = rows().find((one) => one.task === task)
  return row ? { hidden: idsOf(row.hidden), locked: idsOf(row.locked) } : null
}

/** Keeps what is hidden and locked in a task, for the next time that it is shown here. */
export function keepSeen(task: AssignmentId, { hidden, locked }: Seen): void {
  const others = rows().filter((one) => one.task !== task)
  const isPlain = hidden.size === 0 && locked.size === 0
  const mine: Row[] = isPlain ? [] : [{ task, hidden: [...hidden], locked: [...locked] }]
  keepHere(KEY, JSON.stringify([...mine, ...others].slice(0, TASKS_MAX)))
}

/** A text that is none of ours is nothing: it only says what was looked at. */
function rows(): readonly Row[] {
  try {
    const kept: unknown = JSON.parse(readHere(KEY) ?? "[]")
    return Array.isArray(kept) ? kept.filter(isRow) : []
  } catch {
    return []
  }
}

function isRow(row: unknown): row is Row {
  if (typeof row !== "object" || row === null) return false
  const { task, hidden, locked } = row as Record<string, unknown>
  return typeof task === "string" && Array.isArray(hidden) && Array.isArray(locked)
}

function idsOf(ids: readonly unknown[]): Set<RegionId> {
  return new Set(ids.flatMap((id) => RegionId.safeParse(id).data ?? []))
}

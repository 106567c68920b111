import {
  type Coverage,
  centreView,
  nextUnseen,
  readCoverage,
  seeMore,
  startCoverage,
  writeCoverage,
} from "@justesse/editor"
import { createStore } from "zustand/vanilla"
import type { CanvasEngine } from "../canvas/engine.ts"

/** Whether the map is shown while a picture is seen in part: one choice for this tab. */
export const mapShown = createStore<boolean>(() => true)

/** What was looked at closely of each task; in this tab it outlives a reload of the page, and it is never sent. */
const swept = new Map<string, Coverage>()
const KEY = "justesse.swept"
/** Of this many tasks it is kept, the latest ones. */
const MOST_KEPT = 20

/** What was looked at closely of a task's picture, with what is in sight now. */
export function lookCloser({ size, view, screen }: CanvasEngine, task: string): Coverage {
  const start = startCoverage(size)
  const kept = swept.get(task) ?? readCoverage(readKept()[task] ?? "", start)
  const before = kept.seen.length === start.seen.length ? kept : start
  const after = screen.width > 0 ? seeMore(before, size, view, screen) : before
  swept.set(task, after)
  if (after !== before) keep(task, after)
  return after
}

function readKept(): Readonly<Record<string, string>> {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "{}")
    if (typeof kept !== "object" || kept === null) return {}
    return Object.fromEntries(Object.entries(kept).filter(([, seen]) => typeof seen === "string"))
  } catch {
    return {} // storage closed to us, or not ours
  }
}

function keep(task: string, coverage: Coverage): void {
  const { [task]: _, ...others } = readKept()
  const latest = Object.entries(others).slice(-(MOST_KEPT - 1))
  try {
    sessionStorage.setItem(KEY, JSON.stringify(Object.fromEntries([...latest, [task, writeCoverage(coverage)]])))
  } catch {
    // Not kept: a reload begins anew.
  }
}

/** Goes to the nearest place that was not looked at closely yet, at 100 % or closer. False when all of it was. */
export function goToUnseen(engine: CanvasEngine, task: string): boolean {
  const { size, view, screen } = engine
  const next = nextUnseen(lookCloser(engine, task), size, view, screen)
  if (!next) return false
  const scale = Math.max(1, view.scale)
  engine.setView(centreView({ ...view, scale }, next, size, screen))
  return true
}

import { setPriority } from "node:os"

/** Behind everything that people wait for; a machine that has nothing else to do is used whole. */
const BEHIND = 5

/** Lowers the priority of a child process; on Linux that of the thread that asks, and of those that it begins from here on. */
export function lowerPriority(): void {
  try {
    setPriority(BEHIND)
  } catch {
    // Where it is not allowed, the work competes with everything else.
  }
}

/** The same for a thread beside the one that serves. Only on Linux: elsewhere it would be the whole process. */
export function lowerThreadPriority(): void {
  if (process.platform === "linux") lowerPriority()
}

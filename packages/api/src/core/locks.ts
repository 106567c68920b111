import { setImmediate as othersWork } from "node:timers/promises"

/**
 * Handles rows some at a time, with others served in between: a transaction on SQLite is one step of the thread, however many
 * statements it has.
 */
export async function inSteps<T>(
  rows: readonly T[],
  size: number,
  work: (some: T[]) => Promise<unknown>,
): Promise<void> {
  for (let at = 0; at < rows.length; at += size) {
    await othersWork()
    await work(rows.slice(at, at + size))
  }
}

/**
 * Lets pieces of work hold at most `most` of something together, whoever asks, first come first served; one that wants more than
 * all of it has it alone. Answers what gives the share back.
 */
export function limitShares(most: number): (amount: number) => Promise<() => void> {
  let free = most
  const waiting: { amount: number; go: () => void }[] = []
  const admit = () => {
    for (let next = waiting[0]; next && next.amount <= free; next = waiting[0]) {
      waiting.shift()
      free -= next.amount
      next.go()
    }
  }
  return async (wanted) => {
    const amount = Math.min(wanted, most)
    await new Promise<void>((go) => {
      waiting.push({ amount, go })
      admit()
    })
    let isBack = false
    return () => {
      if (isBack) return
      isBack = true
      free += amount
      admit()
    }
  }
}

/** The lock of what takes pictures out of a project, and of what reads all of them into a version. */
export const picturesOf = (projectId: number): string => `pictures ${projectId}`

/**
 * The lock of files that no row names yet: shared by whoever brings pictures in, whose bytes are stored before a row names them;
 * taken alone by whoever removes bytes that no row names.
 */
export const FILES = "files"

import { setImmediate as othersWork } from "node:timers/promises"

/** The last piece of work in each line. */
const lines = new Map<string, Promise<unknown>>()

/** Runs `work` once all that was asked before it in the same line has ended, well or not. */
export async function inLine<T>(line: string, work: () => Promise<T>): Promise<T> {
  const before = lines.get(line) ?? Promise.resolve()
  const mine = before.catch(() => undefined).then(work)
  lines.set(line, mine)
  try {
    return await mine
  } finally {
    if (lines.get(line) === mine) lines.delete(line)
  }
}

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

/** The line of what takes pictures out of a project, and of what reads all of them into a version. */
export const picturesOf = (projectId: number): string => `pictures ${projectId}`

let inside = 0
let isEmpty = () => {}
let closed: Promise<void> | null = null

/** Brings pictures in: their bytes are stored before a row names them, so that nothing may be swept meanwhile. Many at once. */
export async function bringing<T>(work: () => Promise<T>): Promise<T> {
  while (closed) await closed
  inside++
  try {
    return await work()
  } finally {
    inside--
    if (inside === 0) isEmpty()
  }
}

/** Removes bytes that no row names: alone, with nothing on its way in. */
export function sweeping<T>(work: () => Promise<T>): Promise<T> {
  return inLine("sweeping", async () => {
    let open = () => {}
    closed = new Promise((resolve) => {
      open = resolve
    })
    try {
      if (inside > 0)
        await new Promise<void>((resolve) => {
          isEmpty = resolve
        })
      return await work()
    } finally {
      closed = null
      open()
    }
  })
}

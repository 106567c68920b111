/** Counts of what the canvas did: they do not depend on the machine, so that tests can assert them exactly. */
interface Counters {
  reactCommits: number
  staticDraws: number
  activeDraws: number
  /** None: the canvases hold no nodes. The bench page promises the figure. */
  konvaNodes: 0
  labelsDrawn: number
  hitTests: number
  indexRebuilds: number
}

/** The counters of this page. */
export const counters: Counters = {
  reactCommits: 0,
  staticDraws: 0,
  activeDraws: 0,
  konvaNodes: 0,
  labelsDrawn: 0,
  hitTests: 0,
  indexRebuilds: 0,
}

/** A User Timing mark, `justesse:<name>`; marks of one name are kept to the latest. */
export function mark(name: string): void {
  performance.clearMarks(`justesse:${name}`)
  performance.mark(`justesse:${name}`)
}

let counting = false

/** Call in a layout effect without dependencies: counts each React commit once, however many components were in it. */
export function countCommit(): void {
  if (counting) return
  counting = true
  counters.reactCommits++
  queueMicrotask(() => {
    counting = false
  })
}

/** Counts of what the canvas did: they do not depend on the machine, so that tests can assert them exactly. */
export interface Counters {
  reactCommits: number
  staticDraws: number
  activeDraws: number
  konvaNodes: number
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

import type { Dice } from "@justesse/db/testing/dice"

/** What somebody did next: after so many seconds their hand moved again, and whether they were at work meanwhile. */
export interface Step {
  readonly seconds: number
  readonly atWork: boolean
}

/** Of all steps of a kind the share that is so long, in seconds; the last one of each kind is an absence. */
type Gaps = readonly (readonly [share: number, from: number, to: number, absent?: true])[]

/** How people move at work, as far as a clock can see it: short gaps, thinking, and times when they are not there. */
const GAPS: Readonly<Record<"draw" | "type" | "review" | "read", Gaps>> = {
  draw: [
    [0.82, 1, 5],
    [0.155, 5, 20],
    [0.02, 20, 50],
    [0.005, 120, 600, true],
  ],
  type: [
    [0.9, 1, 2],
    [0.08, 2, 9],
    [0.017, 10, 45],
    [0.003, 120, 600, true],
  ],
  review: [
    [0.4, 2, 8],
    [0.45, 8, 40],
    [0.135, 40, 100],
    [0.015, 180, 600, true],
  ],
  read: [
    [0.5, 5, 20],
    [0.4, 20, 60],
    [0.1, 60, 110],
  ],
}

/** What somebody does for so many minutes of work and absence, drawn. */
export function makeTrace(kind: keyof typeof GAPS, minutes: number, drawn: Dice): Step[] {
  const steps: Step[] = []
  let left = minutes * 60
  while (left > 0) {
    let at = drawn.next()
    const gap = GAPS[kind].find(([share]) => (at -= share) < 0) ?? GAPS[kind][0]
    const [, from, to, absent = false] = gap ?? [1, 1, 2]
    const seconds = Math.min(left, from + drawn.below(to - from))
    steps.push({ seconds, atWork: !absent })
    left -= seconds
  }
  return steps
}

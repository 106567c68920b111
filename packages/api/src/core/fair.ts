import { setTimeout as pause } from "node:timers/promises"
import { JustesseError } from "@justesse/types"

/** How many calls of one person run at once, wait, and wait at most before they are a flood. */
interface FairLimits {
  readonly atOnce: number
  /** More than these waiting are a flood: no page asks for as many. */
  readonly flood: number
  readonly mostWaiting: number
}

const LIMITS: FairLimits = { atOnce: 2, flood: 20, mostWaiting: 100 }

/** How long a flood rests after a call, as a multiple of what the call took. */
const REST = 2

/** The calls of one person that run or wait. */
interface Line {
  running: number
  /** Once more waited than a page ever asks for, until nothing of this person runs or waits. */
  isFlood: boolean
  readonly waiting: (() => void)[]
}

/**
 * Lets each person have few calls at once, however many they send, so that nobody's lists keep others from their work. A call
 * that waited begins in a turn of the event loop of its own: requests that came meanwhile are taken first. A flood goes one by
 * one, and rests after each call twice as long as it took: most of the time belongs to everybody else.
 */
export class FairGate {
  readonly #lines = new Map<string, Line>()
  readonly #limits: FairLimits

  constructor(limits: FairLimits = LIMITS) {
    this.#limits = limits
  }

  /** @throws JustesseError busy (detail.why: too_many_calls) when too many of this person wait already */
  async run<T>(who: string, call: () => Promise<T>): Promise<T> {
    const { atOnce, flood, mostWaiting } = this.#limits
    const line = this.#lines.get(who) ?? { running: 0, isFlood: false, waiting: [] }
    this.#lines.set(who, line)
    if (line.running < (line.isFlood ? 1 : atOnce)) line.running++
    else if (line.waiting.length < mostWaiting) {
      line.isFlood ||= line.waiting.length >= flood
      await new Promise<void>((go) => line.waiting.push(go))
    } else throw new JustesseError("busy", { why: "too_many_calls", most: mostWaiting + atOnce })
    const begunMs = performance.now()
    try {
      return await call()
    } finally {
      if (line.isFlood) void pause(REST * (performance.now() - begunMs)).then(() => this.#next(who, line))
      else this.#next(who, line)
    }
  }

  #next(who: string, line: Line): void {
    const next = line.isFlood && line.running > 1 ? undefined : line.waiting.shift()
    // The place goes over to the next one without being free in between.
    if (next) setImmediate(next)
    else if (--line.running === 0) this.#lines.delete(who)
  }
}

/** Who calls: somebody who reads, who acts, or who acts and waits for a server that is not ours. */
type Gates = Readonly<Record<"reads" | "acts" | "outside", FairGate>>

const gates = new WeakMap<object, Gates>()

/** The gates of one studio: reading calls, acts, and what waits for a server of others do not wait for each other. */
export function gatesOf(storage: object): Gates {
  const found = gates.get(storage) ?? { reads: new FairGate(), acts: new FairGate(), outside: new FairGate() }
  gates.set(storage, found)
  return found
}

/** Procedures that wait for a model's server, which may take minutes to answer or never do. */
export const OUTSIDE: readonly string[] = [
  "models.try",
  "models.connect",
  "models.change",
  "models.retry",
  "work.propose",
]

/** The gate of a procedure. */
export function gateOf(path: string, type: string): keyof Gates {
  if (OUTSIDE.includes(path)) return "outside"
  return type === "query" ? "reads" : "acts"
}

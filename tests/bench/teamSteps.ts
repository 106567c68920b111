import { createHash } from "node:crypto"
import { loadavg } from "node:os"
import type { Client } from "../support/client.ts"
import { cpuOf } from "./httpClients.ts"
import { watchMemory } from "./ingestWatch.ts"

const round = (x: number) => Math.round(x * 100) / 100
/** Bytes that are hashed to know how fast this minute is. */
const BARE_BYTES = 64_000_000
const ASK_EVERY_MS = 250
/** A call of a page takes no longer, however much there is; a busy computer is measured by a call that does nothing. */
const MOST_MS = 1_000
const MOST_TIMES = 5

/** Calls that took longest, by name: how long, and how long the slowest call that does nothing took meanwhile. */
interface Slow {
  readonly ms: number
  readonly idleMs: number
}

/**
 * What a team's day costs, step by step: seconds and those of the server's processor, beside a hash of 64 MB in the same minute. Every
 * call is timed; somebody who asks for nothing but who they are, four times a second, tells how slow the computer is just then.
 */
export class TeamSteps {
  readonly #pid: number
  readonly #idle: Client
  readonly #head: Readonly<Record<string, unknown>>
  #calls = new Map<string, number[]>()
  #idleMs: number[] = []
  isShort = false

  constructor(pid: number, idle: Client, head: Readonly<Record<string, unknown>>) {
    this.#pid = pid
    this.#idle = idle
    this.#head = head
  }

  say(line: Readonly<Record<string, unknown>>, checks: Readonly<Record<string, boolean>> = {}): void {
    const missed = Object.keys(checks).filter((name) => !checks[name])
    this.isShort ||= missed.length > 0
    const load = round(loadavg()[0] ?? 0)
    console.log(JSON.stringify({ bench: "team", ...this.#head, ...line, ...(missed.length > 0 && { missed }), load }))
  }

  /** One call, timed under its name. */
  async call<T>(name: string, work: () => Promise<T>): Promise<T> {
    const began = performance.now()
    try {
      return await work()
    } finally {
      this.#calls.set(name, [...(this.#calls.get(name) ?? []), performance.now() - began])
    }
  }

  /** Does a step, and says what it cost; what it answers is said with it. */
  async step(what: string, work: () => Promise<Readonly<Record<string, unknown>>>): Promise<void> {
    const bareMs = bare()
    this.#calls = new Map()
    this.#idleMs = []
    const asking = setInterval(() => void this.#ask(), ASK_EVERY_MS)
    const memory = watchMemory(this.#pid)
    const [cpu, began] = [cpuOf(this.#pid), performance.now()]
    const told = await work().finally(() => clearInterval(asking))
    const { peakMb } = memory.end()
    const seconds = (performance.now() - began) / 1_000
    const { slowest, tooSlow } = this.#slow()
    this.say(
      {
        ...{ what, seconds: round(seconds), cpuSeconds: round((cpuOf(this.#pid) - cpu) / 1e6) },
        ...{ bareSeconds: round(bareMs / 1_000), ratio: round((seconds * 1_000) / bareMs), ...told, peakMb, slowest },
      },
      { [`calls of ${MOST_MS} ms: ${tooSlow.join()}`]: tooSlow.length === 0 },
    )
  }

  async #ask(): Promise<void> {
    const began = performance.now()
    await this.#idle.ask("account.me", {}).catch(() => undefined)
    this.#idleMs.push(performance.now() - began)
  }

  #slow(): { slowest: Record<string, Slow>; tooSlow: string[] } {
    const idleMs = Math.round(Math.max(0, ...this.#idleMs))
    const most = [...this.#calls].map(([name, all]) => [name, Math.round(Math.max(...all))] as const)
    const slowest = most.sort(([, a], [, b]) => b - a).slice(0, 4)
    return {
      slowest: Object.fromEntries(slowest.map(([name, ms]) => [name, { ms, idleMs }])),
      tooSlow: slowest.filter(([, ms]) => ms > MOST_MS && ms > MOST_TIMES * idleMs).map(([name]) => name),
    }
  }
}

function bare(): number {
  const began = performance.now()
  createHash("sha256").update(Buffer.alloc(BARE_BYTES, 7)).digest()
  return performance.now() - began
}

/** Wall and CPU seconds of each part of a run, and the most memory that the process held. */
interface Seconds {
  readonly read: number
  readonly call: number
  readonly write: number
}

type Part = keyof Seconds

const round = (seconds: number) => Math.round(seconds * 1e6) / 1e6

/** Measures the parts of a run: reading, the call itself on data in memory, writing. */
export class Stopwatch {
  readonly #elapsed: Record<Part, number> = { read: 0, call: 0, write: 0 }
  readonly #cpu: Record<Part, number> = { read: 0, call: 0, write: 0 }

  during<T>(part: Part, work: () => T): T {
    const elapsed = performance.now()
    const cpu = process.cpuUsage()
    try {
      return work()
    } finally {
      const { user, system } = process.cpuUsage(cpu)
      this.#elapsed[part] += (performance.now() - elapsed) / 1e3
      this.#cpu[part] += (user + system) / 1e6
    }
  }

  /** For `--json`: seconds on the clock, CPU seconds, and the greatest memory of the process in MB. */
  figures(): { seconds: Seconds; cpuSeconds: Seconds; peakMb: number } {
    const rounded = ({ read, call, write }: Seconds) => ({ read: round(read), call: round(call), write: round(write) })
    return {
      seconds: rounded(this.#elapsed),
      cpuSeconds: rounded(this.#cpu),
      peakMb: Math.round(process.resourceUsage().maxRSS / 1_000),
    }
  }
}

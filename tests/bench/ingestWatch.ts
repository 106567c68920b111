import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { setInterval as everySome } from "node:timers/promises"

const EVERY_MS = 200

/** Resident memory of a process, MB; 0 once it has gone. */
function residentMb(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1_024
  } catch {
    return 0
  }
}

function childrenMb(pid: number): number {
  const rows = execFileSync("ps", ["-A", "-o", "rss=,ppid="], { encoding: "utf8" }).split("\n")
  const kb = rows.map((row) => row.trim().split(/\s+/).map(Number)).filter(([, parent]) => parent === pid)
  return kb.reduce((sum, [rss = 0]) => sum + rss, 0) / 1_024
}

/** What memory a process took while it was watched, MB. */
export interface Memory {
  readonly beforeMb: number
  readonly peakMb: number
  /** Peaks of the first and the last half: equal when memory does not grow with what came in. */
  readonly firstHalfMb: number
  readonly lastHalfMb: number
  /** Of the decoding processes together. */
  readonly childrenMb: number
}

/** Watches a process until `end` is called. */
export function watchMemory(pid: number): { end(): Memory } {
  const seen: { own: number; children: number }[] = []
  const stop = new AbortController()
  const beforeMb = residentMb(pid)
  const watch = async () => {
    let n = 0
    let children = 0
    for await (const _ of everySome(EVERY_MS, null, { signal: stop.signal })) {
      if (n++ % 5 === 0) children = childrenMb(pid)
      seen.push({ own: residentMb(pid), children })
    }
  }
  const watching = watch().catch((error: Error) => error.name)
  return {
    end() {
      stop.abort()
      void watching
      seen.push({ own: residentMb(pid), children: 0 })
      const most = (some: readonly number[]) => Math.round(some.reduce((a, b) => Math.max(a, b), 0))
      const own = seen.map((one) => one.own)
      const half = Math.ceil(own.length / 2)
      return {
        beforeMb: Math.round(beforeMb),
        peakMb: most(own),
        firstHalfMb: most(own.slice(0, half)),
        lastHalfMb: most(own.slice(half)),
        childrenMb: most(seen.map((one) => one.children)),
      }
    },
  }
}

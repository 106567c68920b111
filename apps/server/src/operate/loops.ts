import { JustesseError } from "@justesse/types"

/** Runs `work` again and again, one at a time: `soonMs` after a `wake`, otherwise every `everyMs`. Failures are logged and tried again; what a stop ended is none. */
export function loop(
  name: string,
  everyMs: number,
  work: () => Promise<boolean>,
  log: (what: string, detail: Record<string, unknown>) => void,
  soonMs = 0,
) {
  let timer: NodeJS.Timeout | null = null
  let running: Promise<void> | null = null
  let again = false
  let isSoon = false
  let stopped = false

  const plan = (ms: number) => {
    if (stopped) return
    if (timer) clearTimeout(timer)
    timer = setTimeout(start, ms)
    timer.unref()
  }
  const runOnce = async () => {
    let more = false
    try {
      more = await work()
    } catch (error) {
      const isEnded = stopped && error instanceof JustesseError && error.code === "busy"
      if (!isEnded)
        log(`${name} failed`, { error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    }
    running = null
    const soon = more || again
    again = false
    plan(soon ? 0 : everyMs)
  }
  function start(): void {
    isSoon = false
    if (stopped) return
    if (running) again = true
    else running = runOnce()
  }
  plan(everyMs)
  return {
    wake: () => {
      if (running) again = true
      else if (!isSoon) plan(soonMs) // never put off by the next wake
      isSoon = !running
    },
    async stop() {
      stopped = true
      if (timer) clearTimeout(timer)
      await running
    },
  }
}

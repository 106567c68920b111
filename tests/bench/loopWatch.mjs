// Loaded into a server before it: writes what its event loop was late by, on SIGUSR2.
import { writeFileSync } from "node:fs"
import { monitorEventLoopDelay } from "node:perf_hooks"

const file = process.env.JUSTESSE_LOOP_FILE
if (file) {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  // The first signal begins to count, the next one writes.
  let counts = false
  process.on("SIGUSR2", () => {
    if (counts) {
      const [p50, p99, max] = [delay.percentile(50), delay.percentile(99), delay.max].map((ns) => ns / 1e6)
      writeFileSync(file, JSON.stringify({ p50, p99, max }))
    }
    counts = true
    delay.reset()
  })
}

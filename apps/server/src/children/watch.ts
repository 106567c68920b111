import { writeSync } from "node:fs"
import { workerData } from "node:worker_threads"
import { CHECK_EVERY_MS, type Ended, FLAG, type Watched } from "./protocol.ts"

// The thread beside a decoder. Native code can be stopped by nothing else, and only its own process knows in time how much
// memory it holds, on every platform.

const { flag, limits, fd } = workerData as Watched // written by `takeOrders` alone

function end(why: Ended): never {
  writeSync(fd, why)
  process.kill(process.pid, "SIGKILL")
  // Signals arrive when they arrive: nothing is measured meanwhile.
  for (;;) Atomics.wait(flag, FLAG.never, 0)
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

for (;;) {
  Atomics.wait(flag, FLAG.busy, 0)
  const before = cpuMs()
  const [mostBytes = 0, mostCpuMs = 0] = limits
  while (Atomics.load(flag, FLAG.busy) === 1) {
    if (process.memoryUsage.rss() > mostBytes) end("memory")
    if (cpuMs() - before > mostCpuMs) end("time")
    Atomics.wait(flag, FLAG.busy, 1, CHECK_EVERY_MS)
  }
}

/** A line in a log comes this often. */
const LINE_EVERY_MS = 5_000

/**
 * How far something is, on standard error and never in a pipe: a bar on a terminal, a line every few seconds in a log. What is
 * over sooner says nothing there.
 */
export function progress(what: string, nowMs: () => number = Date.now) {
  const terminal = process.stderr.isTTY
  let last = terminal ? 0 : nowMs()
  return {
    /** `total` 0: not known yet, so that the count stands alone. */
    at(done: number, total: number): void {
      const now = nowMs()
      const isLast = total > 0 && done >= total
      if (now - last < (terminal ? 100 : LINE_EVERY_MS) && !(terminal && isLast)) return
      last = now
      process.stderr.write(terminal ? `\r${what} ${barText(done, total)}   ` : `${what}: ${countText(done, total)}.\n`)
    },
    end(): void {
      if (terminal) process.stderr.write("\r\u001b[K")
    },
  }
}

function countText(done: number, total: number): string {
  const count = done.toLocaleString("en")
  return total > 0 ? `${count} of ${total.toLocaleString("en")} (${Math.floor((done / total) * 100)} %)` : count
}

function barText(done: number, total: number): string {
  if (total === 0) return done.toLocaleString("en")
  return `${"█".repeat(Math.round((done / total) * 24)).padEnd(24, "░")} ${done.toLocaleString("en")} of ${total.toLocaleString("en")}`
}

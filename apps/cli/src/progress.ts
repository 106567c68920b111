/** A bar on a terminal, nothing elsewhere: progress goes to standard error and never into a pipe. */
export function progress(what: string) {
  const terminal = process.stderr.isTTY
  let last = 0
  return {
    /** `total` 0: not known yet, so that the count stands alone. */
    at(done: number, total: number): void {
      const now = Date.now()
      if (!terminal || (now - last < 100 && (done < total || total === 0))) return
      last = now
      const share = total > 0 ? done / total : 0
      const bar = "█".repeat(Math.round(share * 24)).padEnd(24, "░")
      const much =
        total > 0 ? `${bar} ${done.toLocaleString("en")} of ${total.toLocaleString("en")}` : done.toLocaleString("en")
      process.stderr.write(`\r${what} ${much}   `)
    },
    end(): void {
      if (terminal) process.stderr.write("\r\u001b[K")
    },
  }
}

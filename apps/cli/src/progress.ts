/** A bar on a terminal, nothing elsewhere: progress goes to standard error and never into a pipe. */
export function progress(what: string) {
  const terminal = process.stderr.isTTY
  let last = 0
  return {
    at(done: number, total: number): void {
      const now = Date.now()
      if (!terminal || (now - last < 100 && done < total)) return
      last = now
      const share = total > 0 ? done / total : 0
      const bar = "█".repeat(Math.round(share * 24)).padEnd(24, "░")
      process.stderr.write(`\r${what} ${bar} ${done.toLocaleString("en")} of ${total.toLocaleString("en")}   `)
    },
    end(): void {
      if (terminal) process.stderr.write("\r\u001b[K")
    },
  }
}

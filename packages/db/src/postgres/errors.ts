import { JustesseError } from "@justesse/types"

/**
 * Codes of a server that is away, that stops or starts, or that takes no more connections: 53300, 57P01…03, class 08 and what
 * the network says. What the driver says without a code is in {@link AWAY_WORDS}.
 */
const AWAY = /^(53300|57P0\d|08\w{3}|ECONN\w*|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOTFOUND)$/
const AWAY_WORDS = /^(Connection terminated|Client (has encountered a connection error|was closed)|timeout e)/

/** A failure of PostgreSQL's disk or connection in our words; everything else as it is. */
export function postgresError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const code = "code" in error ? String(error.code) : ""
  if (code === "53100") return new JustesseError("storage_full")
  if (code === "25006") return new JustesseError("read_only", { engine: code })
  if (AWAY.test(code)) return new JustesseError("busy", { engine: code })
  if (code === "" && AWAY_WORDS.test(error.message)) return new JustesseError("busy", { engine: "closed" })
  return error
}

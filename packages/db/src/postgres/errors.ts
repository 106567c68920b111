import { JustesseError } from "@justesse/types"

/** A failure of PostgreSQL's disk or connection in our words; everything else as it is. */
export function postgresError(error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : ""
  if (code === "53100") return new JustesseError("storage_full")
  if (code === "25006") return new JustesseError("read_only", { engine: code })
  // 53300 too many connections, 57P01…03 the server stops or starts, ECONN… it is away.
  if (code === "53300" || code.startsWith("57P0") || code.startsWith("ECONN")) {
    return new JustesseError("busy", { engine: code })
  }
  return error
}

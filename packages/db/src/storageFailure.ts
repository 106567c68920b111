import { JustesseError } from "@justesse/types"
import { postgresError } from "./postgres/errors.ts"
import { lostRace, RACE } from "./postgres/session.ts"
import { storageError } from "./sqlite/writer.ts"

/** pg says these two without a code. */
const AWAY = /Connection terminated|timeout exceeded when trying to connect/

/**
 * A failure of either engine's disk or connection in our words (`storage_full`, `read_only`, `busy`), also when a library
 * wrapped it, and work that gave way to somebody else's (`busy`: asked again it succeeds); everything else as it is.
 */
export function storageFailure(error: unknown): unknown {
  for (const inner of layersOf(error)) {
    const told = postgresError(storageError(inner))
    if (told instanceof JustesseError) return told
    if (lostRace(inner)) return new JustesseError("busy", { engine: RACE })
    if (inner instanceof Error && AWAY.test(inner.message)) return new JustesseError("busy", { engine: "away" })
  }
  return error
}

/** An error, what caused it, and the parts of a joined one. */
function layersOf(error: unknown, depth = 0): unknown[] {
  if (!(error instanceof Error) || depth > 5) return [error]
  const parts = error instanceof AggregateError ? error.errors : []
  return [error, ...[error.cause, ...parts].filter(Boolean).flatMap((inner) => layersOf(inner, depth + 1))]
}

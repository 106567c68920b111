import { JustesseError } from "@justesse/types"
import type { Deps } from "./deps.ts"

const CANNOT_WRITE: readonly string[] = ["storage_full", "read_only", "busy"]

/** Whether the storage only said that it takes nothing just now: what reads may go on. */
export function cannotWrite(error: unknown): error is JustesseError {
  return error instanceof JustesseError && CANNOT_WRITE.includes(error.code)
}

/**
 * Writes a note beside a reading: who was here, when a token was used. With a full disk the reading goes on without it; people
 * see their pages, and what the disk does not take is said where they store something.
 */
export async function noteBeside(deps: Pick<Deps, "log">, what: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write()
  } catch (error) {
    if (!cannotWrite(error)) throw error
    deps.log("info", "not noted", { what, code: error.code })
  }
}

import { JustesseError } from "@justesse/types"
import sharp from "sharp"
import { type Prepared, prepare } from "./prepare.ts"

// One thread a picture: the pool decides how many run at once, and memory stays bounded.
sharp.concurrency(1)
sharp.cache(false)

/** Errors lose their class between threads, so a failure travels as a value. */
export type PreparedOrFailure =
  | { readonly ok: Prepared }
  | { readonly failed: { code: JustesseError["code"]; detail: JustesseError["detail"] } }

export default async function run(bytes: Uint8Array): Promise<PreparedOrFailure> {
  try {
    return { ok: await prepare(bytes) }
  } catch (error) {
    if (error instanceof JustesseError) return { failed: { code: error.code, detail: error.detail } }
    throw error
  }
}

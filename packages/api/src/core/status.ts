import type { JustesseError } from "@justesse/types"
import { getHTTPStatusCodeFromError } from "@trpc/server/http"
import { toTrpcError } from "./errors.ts"

/** HTTP status of a typed failure, the same on every road. */
export function statusOf(error: JustesseError): number {
  return error.code === "storage_full" ? 507 : getHTTPStatusCodeFromError(toTrpcError(error))
}

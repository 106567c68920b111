import type { ErrorDetail } from "@justesse/types"
import { TRPCClientError } from "@trpc/client"
import { type FailureCode, isFailureCode } from "./codes.ts"

export interface Failure {
  readonly code: FailureCode
  readonly detail: ErrorDetail
}

/** What went wrong, from anything that was thrown. */
export function failureOf(error: unknown): Failure {
  if (typeof error === "object" && error !== null && "failure" in error) {
    const failure = asFailure(error.failure)
    if (failure) return failure
  }
  if (!(error instanceof TRPCClientError)) return { code: offlineError(error) ? "offline" : "internal", detail: {} }
  const data: unknown = error.data
  if (data === undefined || data === null) return { code: "offline", detail: {} }
  const failure = typeof data === "object" && "failure" in data ? data.failure : null
  return asFailure(failure) ?? { code: "internal", detail: {} }
}

/** The code alone. */
export function codeOf(error: unknown): FailureCode {
  return failureOf(error).code
}

/** A failure as the server writes it, in tRPC answers and in those of uploads. */
export function asFailure(value: unknown): Failure | null {
  if (typeof value !== "object" || value === null || !("code" in value)) return null
  if (!isFailureCode(value.code)) return null
  const detail = "detail" in value && typeof value.detail === "object" && value.detail !== null ? value.detail : {}
  return { code: value.code, detail: Object.fromEntries(Object.entries(detail).filter(isPlain)) }
}

function isPlain(entry: [string, unknown]): entry is [string, string | number] {
  return typeof entry[1] === "string" || typeof entry[1] === "number"
}

function offlineError(error: unknown): boolean {
  return error instanceof TypeError && /fetch|network|load failed/i.test(error.message)
}

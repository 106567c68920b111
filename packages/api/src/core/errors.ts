import type { ErrorCode, JustesseError } from "@justesse/types"
import { TRPCError } from "@trpc/server"
import type { TRPC_ERROR_CODE_KEY } from "@trpc/server/rpc"

/** The only place that knows both vocabularies. `satisfies` makes a forgotten code a type error. */
const TRPC_CODE = {
  not_found: "NOT_FOUND",
  not_signed_in: "UNAUTHORIZED",
  not_allowed: "FORBIDDEN",
  invalid_input: "BAD_REQUEST",
  conflict: "CONFLICT",
  taken_over: "CONFLICT",
  already_submitted: "CONFLICT",
  submission_differs: "CONFLICT",
  draft_is_older: "CONFLICT",
  decided_already: "CONFLICT",
  reserved_by_other: "CONFLICT",
  nothing_to_undo: "CONFLICT",
  version_changed: "CONFLICT",
  label_unknown: "BAD_REQUEST",
  attribute_missing: "BAD_REQUEST",
  proposals_open: "BAD_REQUEST",
  project_paused: "CONFLICT",
  project_archived: "CONFLICT",
  project_unfunded: "CONFLICT",
  slug_taken: "CONFLICT",
  own_task: "FORBIDDEN",
  last_owner: "CONFLICT",
  invitation_over: "NOT_FOUND",
  link_over: "UNAUTHORIZED",
  email_taken: "CONFLICT",
  password_short: "BAD_REQUEST",
  password_wrong: "UNAUTHORIZED",
  too_many_tries: "TOO_MANY_REQUESTS",
  too_many_projects: "TOO_MANY_REQUESTS",
  too_many_uploads: "TOO_MANY_REQUESTS",
  too_many_jobs: "TOO_MANY_REQUESTS",
  setup_done: "CONFLICT",
  nothing_settled: "CONFLICT",
  export_not_ready: "CONFLICT",
  would_lose: "CONFLICT",
  file_unreadable: "BAD_REQUEST",
  file_too_large: "PAYLOAD_TOO_LARGE",
  picture_broken: "BAD_REQUEST",
  picture_too_large: "PAYLOAD_TOO_LARGE",
  picture_kind: "UNSUPPORTED_MEDIA_TYPE",
  format_unknown: "BAD_REQUEST",
  name_unsafe: "BAD_REQUEST",
  import_refused: "CONFLICT",
  clause_number_twice: "BAD_REQUEST",
  storage_full: "INTERNAL_SERVER_ERROR",
  storage_unsafe: "INTERNAL_SERVER_ERROR",
  storage_locked: "SERVICE_UNAVAILABLE",
  storage_newer: "INTERNAL_SERVER_ERROR",
  storage_rewound: "INTERNAL_SERVER_ERROR",
  secret_unusable: "INTERNAL_SERVER_ERROR",
  read_only: "SERVICE_UNAVAILABLE",
  busy: "SERVICE_UNAVAILABLE",
} as const satisfies Record<ErrorCode, TRPC_ERROR_CODE_KEY>

/** A typed failure in tRPC's words; the formatter writes `data.failure` from the cause. */
export function toTrpcError(error: JustesseError): TRPCError {
  return new TRPCError({ code: TRPC_CODE[error.code], message: error.code, cause: error })
}

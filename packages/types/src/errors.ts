import { z } from "zod"

/** Every way a request can fail on purpose. Add a code here first; the compiler then lists what must change. */
export const ErrorCode = z.enum([
  "not_found",
  "not_signed_in",
  "not_allowed",
  "invalid_input",
  "conflict",
  "taken_over",
  "already_submitted",
  "submission_differs",
  "draft_is_older",
  "decided_already",
  "reserved_by_other",
  "nothing_to_undo",
  "version_changed",
  "label_unknown",
  "attribute_missing",
  "proposals_open",
  "project_paused",
  "project_archived",
  "project_unfunded",
  "slug_taken",
  "own_task",
  "last_owner",
  "invitation_over",
  "link_over",
  "email_taken",
  "password_short",
  "password_wrong",
  "too_many_tries",
  "too_many_projects",
  "too_much_money",
  "money_left",
  "too_many_uploads",
  "too_many_jobs",
  "setup_done",
  "nothing_settled",
  "export_not_ready",
  "would_lose",
  "label_differs",
  "file_unreadable",
  "file_too_large",
  "picture_broken",
  "picture_too_large",
  "picture_kind",
  "recording_kind",
  "recording_broken",
  "recording_empty",
  "recording_needs_ffmpeg",
  "recording_too_long",
  "recording_too_large",
  "video_kind",
  "video_broken",
  "text_encoding",
  "text_empty",
  "text_too_long",
  "asset_not_taken",
  "format_unknown",
  "name_unsafe",
  "import_refused",
  "clause_number_twice",
  "storage_full",
  "storage_unsafe",
  "storage_locked",
  "storage_newer",
  "storage_rewound",
  "secret_unusable",
  "read_only",
  "busy",
  "judgement_refused",
  "content_not_agreed",
  "purpose_asked",
  "model_refused",
  "model_gone",
  "model_slow",
  "model_wrong",
  "model_huge",
  "model_moved",
  "model_resting",
])
export type ErrorCode = z.infer<typeof ErrorCode>

/** Ids, numbers, file names and places; never prose and never personal data. */
export type ErrorDetail = Record<string, string | number>

/** A failure the caller can act on. The sentence for the person is made in the interface from code and detail. */
export class JustesseError extends Error {
  override readonly name = "JustesseError"
  readonly code: ErrorCode
  readonly detail: ErrorDetail
  constructor(code: ErrorCode, detail: ErrorDetail = {}) {
    super(code)
    this.code = code
    this.detail = detail
  }
}

import type { ErrorCode } from "@justesse/types"

/** What the studio tells apart: the server's codes, no answer at all, and a bug. */
export type FailureCode = ErrorCode | "offline" | "internal"

/** The sentence of each failure: `satisfies` makes a code without one a compile error. */
export const SENTENCES = {
  offline: "offline",
  internal: "internal",
  not_found: "notFound",
  not_signed_in: "notSignedIn",
  not_allowed: "notAllowed",
  invalid_input: "invalidInput",
  conflict: "conflict",
  taken_over: "takenOver",
  already_submitted: "alreadySubmitted",
  submission_differs: "submissionDiffers",
  draft_is_older: "draftIsOlder",
  decided_already: "decidedAlready",
  reserved_by_other: "reservedByOther",
  nothing_to_undo: "nothingToUndo",
  version_changed: "versionChanged",
  label_unknown: "labelUnknown",
  attribute_missing: "attributeMissing",
  proposals_open: "proposalsOpen",
  judgement_refused: "judgementRefused",
  project_paused: "projectPaused",
  project_archived: "projectArchived",
  project_unfunded: "projectUnfunded",
  slug_taken: "slugTaken",
  own_task: "ownTask",
  last_owner: "lastOwner",
  invitation_over: "invitationOver",
  link_over: "linkOver",
  email_taken: "emailTaken",
  password_short: "passwordShort",
  password_wrong: "passwordWrong",
  too_many_tries: "tooManyTries",
  too_many_projects: "tooManyProjects",
  too_many_uploads: "tooManyUploads",
  too_many_jobs: "tooManyJobs",
  setup_done: "setupDone",
  nothing_settled: "nothingSettled",
  export_not_ready: "exportNotReady",
  would_lose: "wouldLose",
  label_differs: "labelDiffers",
  file_unreadable: "fileUnreadable",
  file_too_large: "fileTooLarge",
  picture_broken: "pictureBroken",
  picture_too_large: "pictureTooLarge",
  picture_kind: "pictureKind",
  format_unknown: "formatUnknown",
  name_unsafe: "nameUnsafe",
  import_refused: "importRefused",
  clause_number_twice: "clauseNumberTwice",
  storage_full: "storageFull",
  storage_unsafe: "storageUnsafe",
  storage_locked: "storageLocked",
  storage_newer: "storageNewer",
  storage_rewound: "storageRewound",
  secret_unusable: "secretUnusable",
  read_only: "readOnly",
  busy: "busy",
} as const satisfies Record<FailureCode, string>

/** Whether something from outside is one of the codes. */
export function isFailureCode(code: unknown): code is FailureCode {
  return typeof code === "string" && Object.hasOwn(SENTENCES, code)
}

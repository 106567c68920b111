/** Every table in an order in which rows can be put back: those referred to come first. */
export const TABLES_IN_ORDER = [
  "organisation",
  "setting",
  "auth_user",
  "auth_session",
  "auth_account",
  "auth_verification",
  "person",
  "project",
  "link",
  "token",
  "member",
  "person_group",
  "person_group_member",
  "ontology_version",
  "guideline_version",
  "asset",
  "tier",
  "task",
  "task_state",
  "assignment",
  "draft",
  "submission",
  "queue_cursor",
  "person_counter",
  "active_time",
  "active_state",
  "review",
  "version",
  "version_item",
  "version_body",
  "import",
  "job",
  "activity",
  "undo",
] as const

/** Sign-in columns that PostgreSQL keeps as booleans; a backup holds 0 and 1. */
export const BOOLEANS: Readonly<Record<string, readonly string[]>> = { auth_user: ["emailVerified", "banned"] }

/** Tables whose ids an engine hands out itself. */
export const WITH_IDENTITY = ["organisation", "person", "link", "token", "project", "job", "activity"] as const

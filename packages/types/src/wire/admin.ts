import { z } from "zod"
import { PersonId } from "../ids.ts"
import { Reach, ReachAddresses } from "../people.ts"
import { storableText } from "../text.ts"
import { email, TokenCreate } from "./account.ts"
import { Millis } from "./common.ts"

const BackupRow = z.strictObject({
  file: z.string(),
  bytes: z.int(),
  madeAtMs: Millis,
  reason: z.enum(["hand", "nightly", "migration"]),
  verifiedAtMs: Millis.nullable(),
})
const Job = z.strictObject({
  id: z.int(),
  kind: z.string(),
  project: z.string().nullable(),
  state: z.enum(["queued", "running", "done", "failed", "cancelled"]),
  done: z.int(),
  total: z.int(),
  tries: z.int(),
  error: z.string().nullable(),
  /** What the error is about: file, line, reason. */
  detail: z.record(z.string(), z.union([z.string(), z.number()])),
  /** Whether it may be tried again with hope. */
  again: z.boolean(),
  madeAtMs: Millis,
  endedAtMs: Millis.nullable(),
})
/** `trouble` is what the first sentence says: the worst one, or null when all is well. */
/** Projects that a person made and that are open, large files on their way, long tasks that wait or run. */
export const QuotasShown = z.strictObject({
  projects: z.int().min(1).max(100_000),
  uploads: z.int().min(1).max(100_000),
  jobs: z.int().min(1).max(100_000),
})
export type QuotasShown = z.infer<typeof QuotasShown>

export const Health = z.strictObject({
  trouble: z
    .strictObject({
      code: z.enum([
        "disk_low",
        "backup_old",
        "backup_failed",
        "job_failed",
        "picture_damaged",
        "storage_unsafe",
        "read_only",
      ]),
      detail: z.record(z.string(), z.union([z.string(), z.number()])),
    })
    .nullable(),
  version: z.string(),
  node: z.string(),
  upSinceMs: Millis,
  engine: z.enum(["sqlite", "postgres"]),
  dataBytes: z.int(),
  diskFreeRatio: z.number(),
  diskFreeBytes: z.int(),
  people: z.int(),
  hereNow: z.int(),
  projects: z.int(),
  address: z.string(),
  reach: Reach,
  /** What people would type for each choice of reach. */
  addresses: ReachAddresses,
  secure: z.boolean(),
  lastBackup: BackupRow.nullable(),
  nightly: z.strictObject({ on: z.boolean(), hour: z.int().min(0).max(23), keep: z.int().min(1).max(365) }),
  /** How much one person may have going at a time. */
  quotas: QuotasShown,
  backups: z.array(BackupRow),
  jobs: z.array(Job),
})
export type Health = z.infer<typeof Health>
export const NightlyUpdate = z.strictObject({
  on: z.boolean(),
  hour: z.int().min(0).max(23),
  keep: z.int().min(1).max(365),
})
export const BackupFile = z.strictObject({ file: z.string().regex(/^[A-Za-z0-9._-]+$/) })
export const BackupChecked = z.strictObject({ ok: z.boolean(), rows: z.int(), problems: z.array(z.string()) })
/** `admin.tokenFor`: a token for somebody, by a command in the data folder. */
export const TokenFor = TokenCreate.extend({ email })
/** Where rows are stored: told to a command in the data folder alone, which reads beside the server. */
export const StorageShown = z.strictObject({ databaseUrl: z.string().nullable() })
export const JobOnly = z.strictObject({ id: z.int() })
export const AdminPerson = z.strictObject({
  person: PersonId,
  name: z.string(),
  email: z.string(),
  operator: z.boolean(),
  active: z.boolean(),
  projects: z.int(),
  lastSeenMs: Millis.nullable(),
  sessions: z.int(),
})
export const AdminPeople = z.strictObject({
  people: z.array(AdminPerson),
  invitations: z.array(z.strictObject({ id: z.int(), name: z.string(), endsAtMs: Millis })),
})
export const AdminInvite = z.strictObject({ name: storableText(80), email: email.nullable(), operator: z.boolean() })
export const LinkMade = z.strictObject({ link: z.string(), endsAtMs: Millis })
export const PersonOnly = z.strictObject({ person: PersonId })
export const SetActive = z.strictObject({ person: PersonId, active: z.boolean() })
export const SetOperator = z.strictObject({ person: PersonId, operator: z.boolean() })
export const ReachUpdate = z.strictObject({ reach: Reach, publicUrl: z.url().max(300).nullable() })

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

/** How the studio is: disk, database, backups, jobs and chain; `trouble` is the worst thing that is wrong, null for none. */
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
  /** Where somebody whom a picture troubles finds help; null for nowhere. */
  supportUrl: z.string().nullable(),
  /** Where models may be asked for on this computer and in its networks. */
  modelHosts: z.array(z.string()),
  backups: z.array(BackupRow),
  jobs: z.array(Job),
})
export type Health = z.infer<typeof Health>
/** Whether and at which hour (0 to 23) a backup is made each night, and how many are kept. */
export const NightlyUpdate = z.strictObject({
  on: z.boolean(),
  hour: z.int().min(0).max(23),
  keep: z.int().min(1).max(365),
})
/** Where help is found, a page of the web or an address to write to; null for nowhere. */
export const SupportUpdate = z.strictObject({
  supportUrl: z
    .url({ protocol: /^(https?|mailto|tel)$/ })
    .max(300)
    .nullable(),
})
/** Where models may be asked for: a name, a number or a network (`192.168.1.0/24`), each with a port or without. */
export const ModelHostsUpdate = z.strictObject({
  modelHosts: z
    .array(
      z
        .string()
        .regex(/^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+|[0-9a-fA-F:]+)(\/\d{1,3})?(:\d{1,5})?$/)
        .max(120),
    )
    .max(50),
})
/** A backup by its file name, without a folder. */
export const BackupFile = z.strictObject({ file: z.string().regex(/^[A-Za-z0-9._-]+$/) })
/** What reading a backup back found: `rows` counts its rows, `problems` is empty where it is `ok`. */
export const BackupChecked = z.strictObject({ ok: z.boolean(), rows: z.int(), problems: z.array(z.string()) })
/** `admin.tokenFor`: a token for somebody, by a command in the data folder. */
export const TokenFor = TokenCreate.extend({ email })
/** Where rows are stored: told to a command in the data folder alone, which reads beside the server. */
export const StorageShown = z.strictObject({ databaseUrl: z.string().nullable() })
/** Names a background job by its number, to cancel it or to try it again. */
export const JobOnly = z.strictObject({ id: z.int() })
/** One person of the installation as operators see them; `projects` and `sessions` are counts. */
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
/** Everybody of the installation, and invitations that nobody has used yet. */
export const AdminPeople = z.strictObject({
  people: z.array(AdminPerson),
  invitations: z.array(z.strictObject({ id: z.int(), name: z.string(), endsAtMs: Millis })),
})
/** Whom an operator invites into the installation, by a link that is handed over; the address may come later. */
export const AdminInvite = z.strictObject({ name: storableText(80), email: email.nullable(), operator: z.boolean() })
/** A link that is shown once, and when it ends. */
export const LinkMade = z.strictObject({ link: z.string(), endsAtMs: Millis })
/** Names whom an act of an operator is about. */
export const PersonOnly = z.strictObject({ person: PersonId })
/** Lets a person sign in, or keeps them out from the next call on. */
export const SetActive = z.strictObject({ person: PersonId, active: z.boolean() })
/** Makes a person an operator, or takes that away. */
export const SetOperator = z.strictObject({ person: PersonId, operator: z.boolean() })
/** From where the studio is reached; `publicUrl` is for a public address, null otherwise. */
export const ReachUpdate = z.strictObject({ reach: Reach, publicUrl: z.url().max(300).nullable() })

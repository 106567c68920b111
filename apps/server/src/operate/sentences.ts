import { JustesseError } from "@justesse/types"

const DISK_FULL = "The disk is full: free some room and try again; what was stored before is safe."

const KEY_FAULTS: Readonly<Record<string, string>> = {
  empty: "is empty",
  not_hex: "holds other signs than the digits 0-9 and a-f",
  length: "has not the 96 digits of a whole key",
  no_chance: "was not drawn by chance, so anybody could guess it",
  changed: "does not fit its checksum, so a digit of it was changed",
}

const ERRORS: Partial<Record<JustesseError["code"], (detail: JustesseError["detail"]) => string>> = {
  storage_locked: (d) =>
    `Another Justesse (process ${d.pid}) serves this data folder. Stop it first, or name another folder with --data.`,
  storage_unsafe: () =>
    "The storage would answer before data are safe on disk (synchronous, fsync or full_page_writes is off), so nothing was started.",
  not_allowed: (d) =>
    d.why === "setup_first"
      ? "Set the studio up on this computer first (start it without --host); then others can reach it."
      : "This is not allowed here.",
  not_found: (d) =>
    d.project === undefined
      ? `There is nothing called ${String(Object.values(d)[0] ?? "that")}.`
      : `There is no project ${d.project}. Name it with --project, as its address says it.`,
  slug_taken: (d) => `A project ${d.slug} is there already, or was deleted less than 30 days ago. Choose another name.`,
  format_unknown: () =>
    "No known kind of dataset was found there: pictures, COCO, Pascal VOC, SROIE or ICDAR text files, or the native form.",
  file_unreadable: (d) => `${d.file ?? d.name ?? "The file"} cannot be read${d.why ? `: ${d.why}` : ""}.`,
  nothing_settled: (d) => `Nothing is settled in ${d.project ?? "the project"} yet, so there is nothing to take out.`,
  conflict: (d) =>
    d.why === "not_empty"
      ? "The target holds a studio already; restore into an empty folder or database."
      : "Somebody changed this a moment ago. Look at how it is now, then do it again.",
  secret_unusable: (d) =>
    `The key of this studio cannot be used: ${d.file} ${KEY_FAULTS[String(d.why)] ?? `cannot be read (${d.why})`}. Put back the file from a copy of the data folder, or remove it: the next start makes a new one, and everybody has to sign in again.`,
  too_many_projects: (d) =>
    `You have made ${d.most} projects that are open, as many as this studio allows a person. Archive or delete one first.`,
  too_many_jobs: (d) =>
    `${d.most} of your exports, imports or backups wait or run, as many as this studio allows a person. Wait until one has ended.`,
  storage_full: () => DISK_FULL,
  busy: (d) => awayText(String(d.engine ?? "")),
  storage_rewound: (d) => rewoundText(d),
  storage_newer: (d) =>
    `The data were written by a newer Justesse (schema ${d.found}, this one knows ${d.known}). Update, or restore an older backup.`,
}

/** A database that is older than the head of its chain beside it: what is gone, and what to do. */
function rewoundText({ file, chain, known, found, saved, stored }: JustesseError["detail"]): string {
  const end = stored === undefined ? "it does not have" : `it has up to seal ${found} (${stored})`
  return (
    `Answers or other work that was said to be saved is missing: ${file ?? "the head of the chain"} names seal ${known} of chain ${chain}` +
    `${saved === undefined ? "" : ` (${saved})`}, of which the database ${stored === undefined ? "has nothing" : end.slice(3)}. ` +
    "Put the newest files of the database back, or restore the newest backup into another folder. To go on without what is " +
    `missing, remove ${file ?? "that file"} from the data folder and start again.`
  )
}

/** A database that is not to be had, by the code of its server or of the network. */
function awayText(code: string): string {
  const known = SYSTEM[code]
  if (known) return known(Object.assign(new Error(), { code }))
  return code === "" ? "The studio is busy. Try again in a moment." : noDatabase()
}

interface SystemError extends Error {
  readonly code: string
  readonly path?: string
  readonly syscall?: string
  readonly hostname?: string
  readonly address?: string
  readonly port?: number
}

function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && "code" in error && typeof error.code === "string"
}

const at = ({ path }: SystemError) => (path === undefined ? "a file there" : path)
const readOnly = (e: SystemError) =>
  `${at(e)} cannot be written: its folder belongs to somebody else or is read-only. Name another folder with --data, or give this user the right to write there.`
const noDatabase = () => "The database does not answer at that address. Is it running, and the address right?"

/** What the system, SQLite (`SQLITE_…`), PostgreSQL (five signs) and OpenSSL (`ERR_…`) say by code. */
const SYSTEM: Readonly<Record<string, (error: SystemError) => string>> = {
  EADDRINUSE: () => "That port is in use. Name another one with PORT=… or --port.",
  EADDRNOTAVAIL: (e) => `This computer has no address ${e.address ?? "of that name"}: name one of its own with --host.`,
  ENOENT: (e) =>
    e.syscall === "mkdir"
      ? `${at(e)} cannot be made: no folder can be made at that place. Name another folder.`
      : `There is nothing at ${at(e)}.`,
  ENOSPC: () => DISK_FULL,
  EDQUOT: () => DISK_FULL,
  EFBIG: () => DISK_FULL,
  ENOTDIR: (e) => `${at(e)} cannot be a folder: something on the way to it is a file. Name a folder.`,
  EEXIST: (e) => `${at(e)} is a file: name a folder.`,
  EISDIR: (e) => `${at(e)} is a folder: name a file.`,
  EACCES: readOnly,
  EPERM: readOnly,
  EROFS: readOnly,
  ECONNREFUSED: noDatabase,
  ECONNRESET: noDatabase,
  ETIMEDOUT: noDatabase,
  EHOSTUNREACH: noDatabase,
  ENOTFOUND: (e) =>
    e.hostname === undefined
      ? "No computer of that name is known: look at the name in the address."
      : `There is no computer called ${e.hostname}: look at the name in the address.`,
  EAI_AGAIN: (e) =>
    `The name ${e.hostname ?? "in the address"} cannot be looked up: is the network up, and the name right?`,
  ERR_INVALID_URL: () =>
    "The address of the database cannot be read: it is written postgres://user:password@host:5432/name.",
  SQLITE_CANTOPEN: () =>
    "The database file cannot be opened: its folder is missing, is a file, or this user may not write there.",
  SQLITE_READONLY: () => "The database file cannot be written: it, or its folder, is read-only for this user.",
  SQLITE_NOTADB: () => "justesse.db in the data folder is no database. Restore a backup into another folder.",
  SQLITE_CORRUPT: () => "The database file is damaged. Restore a backup into another folder.",
  SQLITE_FULL: () => DISK_FULL,
  SQLITE_BUSY: () => "Another program holds the database file. Try again in a moment.",
  "3D000": () => "The server has no database of that name. Make it (createdb NAME), or mend the name in the address.",
  "28P01": () => "The database refuses the password in the address.",
  "28000": () => "The database refuses the user in the address.",
  "42501": () => "The user in the address may not do that in the database.",
  "53300": () => "The database has no connection left. Try again, or let it take more.",
  "57P03": () => "The database is starting or stopping. Try again in a moment.",
  ERR_OSSL_PEM_NO_START_LINE: () => "The certificate or its key is not PEM: such a file begins with -----BEGIN.",
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: () => "The key does not belong to the certificate.",
}

/** One sentence for a failure that somebody can act on; null for a bug. */
export function sentenceFor(error: unknown): string | null {
  if (error instanceof JustesseError) return ERRORS[error.code]?.(error.detail) ?? null
  if (error instanceof AggregateError && isSystemError(error.errors[0])) return sentenceFor(error.errors[0])
  if (!isSystemError(error)) return null
  const known = SYSTEM[error.code] ?? SYSTEM[error.code.split("_").slice(0, 2).join("_")]
  if (known) return known(error)
  if (error.code.startsWith("ERR_OSSL")) return "The certificate or its key cannot be read: both are PEM files."
  return null
}

import { rm, writeFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import { createToken, type VersionFinding, verifyVersions, versionFindingText } from "@justesse/api/services"
import { makeBackup, openStorage, people, readBackup, restoreBackup, verifyStorage } from "@justesse/db"
import { TokenScope } from "@justesse/types"
import { Unusable } from "../arguments.ts"
import { COMMON, type Command, done } from "../command.ts"
import { databaseUrlOf, dataDirOf, placeOf, requireStudio, runningServer } from "../place.ts"
import { slugFrom, withStudio } from "../studio.ts"

const BEST = "Everything that could be checked is as it was stored."

export const verify: Command = {
  usage: "verify",
  about: "Recomputes every hash that was stored, the seals of frozen versions too, and checks counters and places.",
  page: "Admin › Backups",
  options: COMMON,
  async run(args, around) {
    const place = await placeOf(args, around)
    requireStudio(place)
    return withStudio(place, async (deps) => {
      const stored = await verifyStorage(deps.storage, deps.blobs)
      const versions: VersionFinding[] = []
      for await (const finding of verifyVersions(deps)) versions.push(finding)
      const problems = [...stored, ...versions.map(versionFindingText)]
      return done(
        { ok: problems.length === 0, problems, versions },
        problems.length === 0 ? BEST : problems.join("\n"),
        problems.length === 0 ? 0 : 1,
      )
    })
  },
}

export const backup: Command = {
  usage: "backup OUT",
  about: "Writes everything (rows and files) into one file while people go on working, and reads it back.",
  page: "Admin › Backups",
  options: {
    ...COMMON,
    "with-linked": { type: "boolean", help: "also the originals that were linked and lie outside of the data folder" },
  },
  async run(args, around) {
    const out = args.positionals[0]
    if (out === undefined) throw new Unusable("Say where to: justesse backup OUT.")
    const dataDir = dataDirOf(args, around)
    const to = resolve(out)
    // Reading beside a running server is safe: a second reader of the same file, no writer.
    const storage = await openStorage({
      ...(databaseUrlOf(args) ? { url: databaseUrlOf(args) ?? "" } : { file: join(dataDir, "justesse.db") }),
      readOnly: true,
    })
    const withLinked = args.flag("with-linked")
    const wanted = { blobsDir: join(dataDir, "blobs"), to, madeAtMs: Date.now(), withLinked }
    const linked = await makeBackup(storage, wanted).finally(() => storage.close())
    const read = await readBackup(to)
    const problems = [...read.problems, ...(linked.lost > 0 ? [lostLine(linked.lost)] : [])]
    const ok = problems.length === 0
    const whole = read.problems.length === 0 ? [`${read.rows} rows in ${to}, read back and found whole.`] : []
    return done(
      { ok, file: to, rows: read.rows, problems, linked },
      [...whole, ...problems, ...linkedLines(linked)].join("\n"),
      ok ? 0 : 1,
    )
  },
}

/** A size in the decimal units of disks, to one digit: `3.4 GB`. */
function sizeText(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"]
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  return `${(bytes / 1_000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`
}

const lostLine = (lost: number) =>
  `${lost} linked originals are not in it: their files are missing or have changed; justesse verify names them.`

/** What is said about originals outside of the data folder, where there are any. */
function linkedLines({ files, bytes, leftFiles, leftBytes }: Awaited<ReturnType<typeof makeBackup>>): string[] {
  return [
    ...(files > 0
      ? [`With it ${files} linked originals (${sizeText(bytes)}): a restore makes own copies of them.`]
      : []),
    ...(leftFiles > 0
      ? [
          `Not in it: ${leftFiles} linked originals (${sizeText(leftBytes)}), which stay where they lie. ` +
            "Take them in with --with-linked, or keep a backup of their folder.",
        ]
      : []),
  ]
}

export const restore: Command = {
  usage: "restore IN --data DIR",
  about: "Makes a data folder from a backup. The folder must not hold a studio yet: nothing is overwritten.",
  options: COMMON,
  async run(args, around) {
    const from = args.positionals[0]
    if (from === undefined) throw new Unusable("Name the backup: justesse restore IN --data DIR.")
    const dataDir = dataDirOf(args, around)
    const url = databaseUrlOf(args)
    const rows = await restoreBackup(resolve(from), {
      ...(url ? { url } : { file: join(dataDir, "justesse.db") }),
      blobsDir: join(dataDir, "blobs"),
    })
    return done(
      { ok: true, rows, data: dataDir },
      `${rows} rows restored into ${dataDir}. Start it with: justesse serve --data ${dataDir}`,
    )
  },
}

export const doctor: Command = {
  usage: "doctor",
  about: "Looks at Node, the disk, the storage and a running server, and says what each failed check means.",
  page: "Admin",
  options: COMMON,
  async run(args, around) {
    const dataDir = dataDirOf(args, around)
    const checks: { check: string; ok: boolean; found: string; advice: string }[] = []
    const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
    checks.push({
      check: "Node",
      ok: major > 20 || (major === 20 && minor >= 19),
      found: process.versions.node,
      advice: "Install Node 20.19 or newer.",
    })
    const server = await runningServer(dataDir)
    checks.push({
      check: "server",
      ok: true,
      found: server ? `answers at ${server.address}` : "none runs on this folder",
      advice: "",
    })
    if (!server) {
      await withStudio(await placeOf(args, around), async (deps) => {
        const facts = await deps.storage.facts()
        checks.push({
          check: "storage",
          ok: true,
          found: Object.entries(facts)
            .map(([k, v]) => `${k} ${v}`)
            .join(", "),
          advice: "",
        })
        const disk = await deps.host.disk()
        const free = disk.freeBytes / disk.totalBytes
        checks.push({
          check: "disk",
          ok: free > 0.05,
          found: `${Math.round(free * 100)} % free`,
          advice: "Free some room: below 5 % the studio may stop storing.",
        })
        const newest = (await deps.host.backups())[0]
        checks.push({
          check: "backup",
          ok: newest !== undefined,
          found: newest ? new Date(newest.madeAtMs).toISOString() : "none yet",
          advice: "Make one: justesse backup FILE, or switch the nightly one on.",
        })
      })
    }
    const bad = checks.filter((c) => !c.ok)
    const text = checks
      .map((c) => `${c.ok ? "well " : "LOOK "} ${c.check}: ${c.found}${c.ok ? "" : `. ${c.advice}`}`)
      .join("\n")
    return done({ ok: bad.length === 0, checks }, text, bad.length === 0 ? 0 : 1)
  },
}

export const token: Command = {
  usage: "token create --user EMAIL --scope S",
  about: "Makes an API token for a person; it is shown this once.",
  page: "Settings › Tokens",
  options: {
    ...COMMON,
    user: { type: "string", value: "EMAIL", help: "whose token" },
    project: { type: "string", value: "NAME", help: "the only project that it opens (default: all of theirs)" },
    scope: { type: "string", value: "S,S", help: TokenScope.options.join(", ") },
    days: { type: "string", value: "N", help: "days until it ends (default: 90)" },
    out: { type: "string", value: "FILE", help: "write it into a file (mode 0600) instead of printing it" },
  },
  async run(args, around) {
    if (args.positionals[0] !== "create") throw new Unusable("justesse token create --user EMAIL --scope S")
    const email = args.text("user")
    const scopes = TokenScope.array()
      .min(1)
      .safeParse((args.text("scope") ?? "").split(",").filter((s) => s !== ""))
    if (email === undefined || !scopes.success)
      throw new Unusable(`Name a person with --user and scopes with --scope (${TokenScope.options.join(", ")}).`)
    const place = await placeOf(args, around)
    requireStudio(place)
    return withStudio(place, async (deps) => {
      const person = await people(deps.storage.db).byEmail(email)
      if (!person) throw new Unusable(`Nobody here has the address ${email}.`)
      const made = await createToken(deps, person.id, person.operator, {
        name: "command line",
        scopes: scopes.data,
        days: Number(args.text("days") ?? 90),
        project: args.text("project") === undefined ? null : slugFrom(args),
      })
      const out = args.text("out")
      if (out !== undefined) await writeFile(out, `${made.token}\n`, { mode: 0o600 })
      return done(
        { token: out === undefined ? made.token : null, id: made.row.id },
        out === undefined ? made.token : `Written to ${out}.`,
      )
    })
  },
}

export const migrateDb: Command = {
  usage: "migrate-db --from URL|FILE --to URL|FILE",
  about: "Copies a whole storage into an empty one of the same or the other engine. Stop the server first.",
  options: {
    ...COMMON,
    from: { type: "string", value: "WHERE", help: "postgres:// address, or a SQLite file" },
    to: { type: "string", value: "WHERE", help: "postgres:// address, or a SQLite file that is not there yet" },
  },
  async run(args, around) {
    const [from, to] = [args.text("from"), args.text("to")]
    if (from === undefined || to === undefined)
      throw new Unusable("Name both ends: justesse migrate-db --from WHERE --to WHERE.")
    const blobsDir = join(dataDirOf(args, around), "blobs")
    const aside = join(dataDirOf(args, around), `migrate-${process.pid}.jbackup`)
    const storage = await openStorage(storageAt(from))
    try {
      await makeBackup(storage, { blobsDir, to: aside, madeAtMs: Date.now() })
    } finally {
      await storage.close()
    }
    try {
      const rows = await restoreBackup(aside, { ...storageAt(to), blobsDir })
      return done(
        { ok: true, rows },
        `${rows} rows copied. Serve the new storage with --database-url, or with the file in its data folder.`,
      )
    } finally {
      await rm(aside, { force: true })
    }
  },
}

function storageAt(where: string): { url: string } | { file: string } {
  return /^postgres(ql)?:\/\//.test(where) ? { url: where } : { file: resolve(where) }
}

import { join, resolve } from "node:path"
import { makeBackup, openStorage, readBackup } from "@justesse/db"
import { Unusable } from "../arguments.ts"
import { COMMON, type Command, done } from "../command.ts"
import { databaseUrlOf, dataDirOf } from "../place.ts"

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

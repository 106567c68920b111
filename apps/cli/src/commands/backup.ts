import { rename, rm, stat } from "node:fs/promises"
import { resolve } from "node:path"
import { makeBackup, readBackup } from "@justesse/db"
import { Unusable } from "../arguments.ts"
import { readBeside } from "../beside.ts"
import { COMMON, type Command, done } from "../command.ts"
import { findOneStudio } from "../studioPath.ts"

export const backup: Command = {
  usage: "backup OUT",
  about: "Writes everything (rows and files) into one file while people go on working, and reads it back.",
  page: "Operator › Backups",
  options: {
    ...COMMON,
    "with-linked": { type: "boolean", help: "also the originals that were linked and lie outside of the data folder" },
  },
  async run(args, around) {
    const out = args.positionals[0]
    if (out === undefined) throw new Unusable("Say where to: backup OUT.")
    const to = resolve(out)
    const before = await stat(to).catch(() => null)
    if (before?.isDirectory()) throw new Unusable(`${to} is a folder. Name a file in it.`)
    const withLinked = args.flag("with-linked")
    // Beside its final name until it was read back: one that was there stays until there is a better one.
    const aside = `${to}.new`
    const { linked, read } = await readBeside(await findOneStudio(args, around), async ({ storage, blobsDir }) => {
      const made = await makeBackup(storage, { blobsDir, to: aside, madeAtMs: Date.now(), withLinked })
      return { linked: made, read: await readBackup(aside) }
    })
    const isWhole = read.problems.length === 0
    if (isWhole) await rename(aside, to)
    else await rm(aside, { force: true })
    const problems = [...read.problems, ...(linked.lost > 0 ? [lostLine(linked.lost)] : [])]
    const ok = problems.length === 0
    const head = isWhole
      ? [
          `${read.rows} rows in ${to}, read back and found whole.`,
          ...(before ? ["It replaced the file that was there."] : []),
        ]
      : ["The backup was not whole when it was read back, so it was not kept:"]
    return done(
      { ok, file: isWhole ? to : null, rows: read.rows, replaced: isWhole && before !== null, problems, linked },
      [...head, ...problems, ...linkedLines(linked)].join("\n"),
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
  `${lost} linked originals are not in it: their files are missing or have changed; the command verify names them.`

/** What is said about originals outside of the data folder, where there are any. */
function linkedLines({ files, bytes, leftFiles, leftBytes }: Awaited<ReturnType<typeof makeBackup>>): string[] {
  return [
    ...(files > 0
      ? [`With it ${files} linked originals (${sizeText(bytes)}): a restore makes own copies of them.`]
      : []),
    ...(leftFiles > 0
      ? [
          `Not in it: ${leftFiles} linked originals (${sizeText(leftBytes)}), which stay where they lie. ` +
            "Include them with --with-linked, or keep a backup of their folder.",
        ]
      : []),
  ]
}

import { existsSync } from "node:fs"
import { rm } from "node:fs/promises"
import { join, resolve } from "node:path"
import { makeBackup, openStorage, restoreBackup } from "@justesse/db"
import { CALLED, shellWord, Unusable } from "../arguments.ts"
import { COMMON, type Command, done } from "../command.ts"
import { databaseUrlOf, dataDirOf } from "../studioPath.ts"

export const restore: Command = {
  usage: "restore IN --data DIR",
  about: "Makes a data folder from a backup. The folder must not hold a studio yet: nothing is overwritten.",
  options: COMMON,
  async run(args, around) {
    const from = args.positionals[0]
    if (from === undefined) throw new Unusable("Name the backup: restore IN --data DIR.")
    const dataDir = dataDirOf(args, around)
    const url = databaseUrlOf(args)
    const rows = await restoreBackup(resolve(from), {
      ...(url ? { url } : { file: join(dataDir, "justesse.db") }),
      blobsDir: join(dataDir, "blobs"),
      headsIn: dataDir,
    })
    return done(
      { ok: true, rows, data: dataDir },
      `${rows} rows restored into ${dataDir}. Serve it with: ${CALLED} serve --data ${shellWord(dataDir)}`,
    )
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
      throw new Unusable("Name both ends: migrate-db --from WHERE --to WHERE.")
    if (!isUrl(from) && !existsSync(resolve(from))) throw new Unusable(`There is nothing at ${resolve(from)}.`)
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
  return isUrl(where) ? { url: where } : { file: resolve(where) }
}

function isUrl(where: string): boolean {
  return /^postgres(ql)?:\/\//.test(where)
}

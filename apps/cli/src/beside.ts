import { existsSync } from "node:fs"
import { join } from "node:path"
import { type Blobs, diskBlobs, linkedBlobs, openStorage, type Storage } from "@justesse/db"
import { StorageShown } from "@justesse/types/wire/admin"
import { Unusable } from "./arguments.ts"
import { remote } from "./remote.ts"
import { requireStudio, type StudioPath } from "./studioPath.ts"

/** What a command reads of a studio, beside its server where one runs: nothing can be written. */
interface Beside {
  readonly storage: Storage
  readonly blobs: Blobs
  readonly blobsDir: string
}

/**
 * Opens a studio for reading alone, runs `work`, closes it. People go on working meanwhile: it is a second reader.
 * @throws Unusable where there is no studio, or its rows are not where they should be
 */
export async function readBeside<T>(studioPath: StudioPath, work: (studio: Beside) => Promise<T>): Promise<T> {
  requireStudio(studioPath)
  const url = studioPath.databaseUrl ?? (studioPath.server ? await urlOf(studioPath.server) : null)
  const file = join(studioPath.dataDir, "justesse.db")
  if (url === null && !existsSync(file))
    throw new Unusable(`There is no ${file}. Name the database of this studio with --database-url URL.`)
  const storage = await openStorage({ ...(url === null ? { file } : { url }), readOnly: true })
  const blobsDir = join(studioPath.dataDir, "blobs")
  try {
    return await work({ storage, blobs: linkedBlobs(diskBlobs(blobsDir), storage.db), blobsDir })
  } finally {
    await storage.close()
  }
}

async function urlOf(server: NonNullable<StudioPath["server"]>): Promise<string | null> {
  return (await remote(server).query("admin.storage", {}, StorageShown)).databaseUrl
}

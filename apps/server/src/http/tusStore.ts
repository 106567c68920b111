import { createWriteStream } from "node:fs"
import { rm } from "node:fs/promises"
import { join } from "node:path"
import type { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { makeFolder } from "@justesse/db"
import { FileStore } from "@tus/file-store"
import type { Upload } from "@tus/server"

/**
 * Files of the resumable protocol on the disk. Failures of the disk come out as they are (the library's own store hides why a
 * part could not be written), and an upload that could not begin leaves nothing behind.
 */
export class TusStore extends FileStore {
  constructor(directory: string, keptMs: number) {
    // The library makes it by itself, and ends the program where it cannot.
    makeFolder(directory)
    super({ directory, expirationPeriodInMilliseconds: keptMs })
  }

  override async create(upload: Upload): Promise<Upload> {
    try {
      return await super.create(upload)
    } catch (error) {
      const path = join(this.directory, upload.id)
      await Promise.all([path, `${path}.json`].map((one) => rm(one, { force: true })))
      throw error
    }
  }

  override async write(part: Readable, id: string, offset: number): Promise<number> {
    const file = createWriteStream(join(this.directory, id), { flags: "r+", start: offset })
    await pipeline(part, file)
    return offset + file.bytesWritten
  }
}

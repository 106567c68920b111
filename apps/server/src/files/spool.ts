import { type FileHandle, mkdir, open, rm } from "node:fs/promises"
import { dirname } from "node:path"
import type { Spool } from "@justesse/formats/io/spool"

/** Where some bytes of a text lie in the file. */
interface Piece {
  readonly at: number
  readonly length: number
}

/** A spool that lies on the disk until it is closed. */
export interface DiskSpool extends Spool {
  close(): Promise<void>
}

/**
 * Puts the texts of an export aside in one file at `path`, piece after piece, whichever text they belong to: memory holds
 * where they lie. The file is there from the first piece on; one that a stopped program left there is written over.
 */
export function diskSpool(path: string): DiskSpool {
  let opening: Promise<FileHandle> | null = null
  let end = 0
  const opened = async () => {
    await mkdir(dirname(path), { recursive: true })
    return open(path, "w+", 0o600)
  }
  const handle = () => (opening ??= opened())
  return {
    begin() {
      const pieces: Piece[] = []
      return {
        async add(bytes) {
          const piece = { at: end, length: bytes.length }
          end += bytes.length
          pieces.push(piece)
          await writeAt(await handle(), bytes, piece.at)
        },
        async *read() {
          for (const piece of pieces) yield await readAt(await handle(), piece)
        },
      }
    },
    async close() {
      const file = await opening?.catch(() => null)
      if (!file) return
      await file.close()
      await rm(path, { force: true })
    },
  }
}

async function writeAt(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; )
    done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten
}

async function readAt(file: FileHandle, { at, length }: Piece): Promise<Uint8Array> {
  const bytes = new Uint8Array(length)
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(bytes, done, length - done, at + done)
    if (bytesRead === 0) throw new RangeError(`what was put aside ends at ${at + done}`)
    done += bytesRead
  }
  return bytes
}

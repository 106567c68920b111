import { randomBytes } from "node:crypto"
import { createWriteStream, writeFileSync } from "node:fs"
import { rename, rm } from "node:fs/promises"
import { dirname, join, relative, resolve, sep } from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { makeFolder } from "@justesse/db"
import type { FileBody } from "@justesse/formats/contract"
import { type DiskSpool, diskSpool, zipFiles } from "@justesse/server"
import { Unusable } from "./arguments.ts"
import { flushed } from "./flushed.ts"

type Files = AsyncIterable<{ readonly name: string; readonly body: FileBody }>

/** Something that is written beside its final name: what has the final name is whole. */
interface Staged {
  /** Where it is meanwhile. A zip has that ending here too. */
  readonly path: string
  /** Where its making puts texts aside. */
  readonly spool: DiskSpool
  /** Files into a folder, or into a zip where the final name ends in `.zip`. */
  files(files: Files): Promise<void>
  /** One file as it is. */
  bytes(body: AsyncIterable<Uint8Array>): Promise<void>
  /** Takes the place of what had the final name before. */
  keep(): Promise<void>
  /** Removes what is not kept; to be called in any case. */
  drop(): Promise<void>
}

/**
 * Begins writing to `out`, which is replaced as a whole in the end.
 * @throws Unusable where that would remove the folder one stands in, or one of `inputs`
 */
export function staged(out: string, inputs: readonly string[] = []): Staged {
  for (const held of [process.cwd(), ...inputs]) {
    if (holds(out, held)) throw new Unusable(`${out} would be replaced, and ${held} is in it. Name a place of its own.`)
  }
  const isZip = out.endsWith(".zip")
  const aside = `${out}.part-${randomBytes(6).toString("hex")}${isZip ? ".zip" : ""}`
  const spool = diskSpool(`${aside}.spool`)
  return {
    path: aside,
    spool,
    async files(files) {
      if (isZip) return write(aside, zipFiles(files))
      await writeFolder(aside, files)
      await flushed(aside)
    },
    bytes: (body) => write(aside, body),
    async keep() {
      await rm(out, { recursive: true, force: true })
      await rename(aside, out)
    },
    async drop() {
      await spool.close()
      await rm(aside, { recursive: true, force: true })
    },
  }
}

/** Whether `path` is `folder` or lies in it. */
function holds(folder: string, path: string): boolean {
  const way = relative(resolve(folder), resolve(path))
  return way === "" || !(way === ".." || way.startsWith(`..${sep}`) || resolve(way) === way)
}

/** Writes files under `folder`; they are on the disk when that was {@link flushed}. */
async function writeFolder(folder: string, files: Files): Promise<void> {
  makeFolder(folder)
  const made = new Set<string>([folder])
  for await (const { name, body } of files) {
    const path = join(folder, ...name.split("/"))
    const above = dirname(path)
    if (!made.has(above)) makeFolder(above)
    made.add(above)
    // Nothing else waits in this process, and a hundred thousand small files cost a third of what they do one stream each.
    if (body.whole) writeFileSync(path, body.whole)
    else await write(path, body, false)
  }
}

async function write(path: string, body: AsyncIterable<Uint8Array>, flush = true): Promise<void> {
  makeFolder(dirname(path))
  await pipeline(Readable.from(body, { objectMode: false }), createWriteStream(path, { flush }))
}

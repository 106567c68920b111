import { type FileSet, memoryFiles } from "@justesse/formats"
import { memorySpool } from "@justesse/formats/io/spool"
import { JustesseError } from "@justesse/types"
import type { Deps } from "../core/deps.ts"

/** Files for people to take away, kept in memory: what the hosting process keeps on disk. */
export function memoryOutbox(): Deps["outbox"] & { readonly files: Map<string, Uint8Array> } {
  const files = new Map<string, Uint8Array>()
  return {
    files,
    async write(name, body) {
      const whole = await joined(body)
      files.set(name, whole)
      return whole.length
    },
    async *open(name) {
      const body = files.get(name)
      if (!body) throw new JustesseError("not_found", { name })
      yield body
    },
    size: (name) => Promise.resolve(files.get(name)?.length ?? null),
    remove: (name) => Promise.resolve(void files.delete(name)),
    spool: () => ({ ...memorySpool(), close: () => Promise.resolve() }),
  }
}

/** Uploaded batches, kept in memory. */
export function memoryUploads(): Deps["uploads"] & {
  readonly batches: Map<string, Record<string, string | Uint8Array>>
} {
  const batches = new Map<string, Record<string, string | Uint8Array>>()
  return {
    batches,
    has: (project, batch) => Promise.resolve(Object.keys(batches.get(`${project}/${batch}`) ?? {}).length > 0),
    files: (project, batch) =>
      Promise.resolve({
        ...memoryFiles(batches.get(`${project}/${batch}`) ?? {}),
        ...{ close: () => undefined, pathOf: () => null },
      }),
    remove: (project, batch) => Promise.resolve(void batches.delete(`${project}/${batch}`)),
    at: (folder) => {
      const contents = batches.get(folder)
      if (!contents) return Promise.reject(new JustesseError("not_found", { folder }))
      const files = memoryFiles(contents)
      return Promise.resolve({ ...files, close: () => undefined, pathOf: (name) => `${folder}/${name}` })
    },
    hasAt: (folder) => Promise.resolve(Object.keys(batches.get(folder) ?? {}).length > 0),
    factsOf: (path) => Promise.resolve({ path, bytes: 1, modifiedMs: 1 }),
  }
}

/** Packs files one after the other, each behind a line with its name and length: enough to unpack again in a test. */
export const plainPack: Deps["zip"] = async function* (files) {
  for await (const file of files) {
    const body = await joined(file.body)
    yield new TextEncoder().encode(`${JSON.stringify({ name: file.name, bytes: body.length })}\n`)
    yield body
  }
}

/** The files of a pack as a set. */
export function unpacked(pack: Uint8Array): FileSet {
  const contents: Record<string, Uint8Array> = {}
  for (let at = 0; at < pack.length; ) {
    const end = pack.indexOf(10, at)
    const { name, bytes } = JSON.parse(new TextDecoder().decode(pack.subarray(at, end)))
    contents[name] = pack.subarray(end + 1, end + 1 + bytes)
    at = end + 1 + bytes
  }
  return memoryFiles(contents)
}

/** All bytes of a stream. */
export async function joined(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return new Uint8Array(Buffer.concat(chunks))
}

import { JustesseError } from "@justesse/types"

/** A file of a set: its name with `/` between folders, and its length. */
export interface FileEntry {
  readonly name: string
  readonly sizeBytes: number
}

/** Bytes `start` (inclusive) to `end` (exclusive) of a file. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/**
 * What a reader reads from: a folder, a zip or memory. Names are safe (see {@link safeName}) and unique.
 *
 * `open` may be called again for the same name and gives the same bytes; readers rely on it (Parquet, COCO with its
 * annotations first). It throws JustesseError `not_found` for a name that is not listed, `file_unreadable` when reading fails.
 */
export interface FileSet {
  list(): Promise<readonly FileEntry[]>
  open(name: string, range?: ByteRange): FileBytes
  /** Lets others of the same thread have their turn: awaited now and then by whoever goes through a very long list. */
  readonly pause?: (() => Promise<void>) | undefined
  /** Told by whoever reads a file's text that its bytes were not the UTF-8 (or UTF-16) they should be. */
  readonly noticed?: (name: string, how: OddText) => void
}

/** How bytes that are no UTF-8 became a text: as windows-1252, or with U+FFFD for what cannot be read. */
export type OddText = "windows_1252" | "replaced"

/** The bytes of a file. `onReplaced` is called by whoever decodes them and has to put U+FFFD for some. */
export interface FileBytes extends AsyncIterable<Uint8Array> {
  readonly onReplaced?: () => void
}

/** Longest file name taken, in UTF-16 units. */
const MAX_NAME_LENGTH = 1_024

const control = /\p{Cc}/u
/** Names of letters, digits and single dots, blanks and slashes between them: as most are. */
const plain = /^[\w-]+(?:[./ ][\w-]+)*$/

/**
 * The name of a file as it is kept, with `/` between folders and without `.` or empty folders; null when it is not safe:
 * it leaves its folder (`..`), begins at a root or a drive letter, holds a control character (NUL among them) or a lone
 * surrogate, is empty, or is longer than {@link MAX_NAME_LENGTH}. Letters are never normalised.
 *
 * @example
 * safeName("a\\b.jpg") // "a/b.jpg"
 * safeName("../secret") // null
 */
export function safeName(name: string): string | null {
  if (name.length <= MAX_NAME_LENGTH && plain.test(name)) return name
  if (name.length > MAX_NAME_LENGTH || control.test(name) || loneSurrogate.test(name)) return null
  if (/^[a-z]:/i.test(name) || /^[/\\]/.test(name)) return null
  const parts = name.split(/[/\\]/).filter((part) => part !== "" && part !== ".")
  return parts.length === 0 || parts.includes("..") ? null : parts.join("/")
}

const loneSurrogate = /\p{Cs}/u

/** A picture's name as it is kept, and whether the label file said more than that. */
interface CalledName {
  readonly name: string
  /** A drive, a root, an address or folders above were left out. */
  readonly renamed: boolean
}

/**
 * What a label file calls a picture: {@link safeName}, or, where that is none because the path begins at a drive, a root or
 * an address, what comes below it. Of a path that leads above its folder (`..`) only the last part is taken. Null when
 * nothing of it can be a name. Files are looked for by the ends of names, so that the part below finds them.
 *
 * @example
 * calledName("C:\\data\\street 1.jpg") // { name: "data/street 1.jpg", renamed: true }
 */
export function calledName(said: string): CalledName | null {
  const safe = /^[a-z][a-z0-9+.-]+:\/\//i.test(said) ? null : safeName(said)
  if (safe !== null) return { name: safe, renamed: false }
  const below = said.replace(/^[a-z][a-z0-9+.-]+:\/\/[^/\\]*|^[a-z]:/i, "").replace(/^[/\\]+/, "")
  const name = safeName(below) ?? safeName(said.split(/[/\\]/).at(-1) ?? "")
  return name === null ? null : { name, renamed: true }
}

/**
 * {@link safeName}, for whoever builds a FileSet or writes files.
 * @throws JustesseError `name_unsafe` with the name, control characters escaped.
 */
export function requireSafeName(name: string): string {
  const safe = safeName(name)
  if (safe === null) throw new JustesseError("name_unsafe", { name: JSON.stringify(name.slice(0, 200)) })
  return safe
}

/** The part of `name` after the last `/`. */
export function baseName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1)
}

/** The folder of `name` without its last `/`; empty at the top. */
export function folderOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf("/")))
}

/** `name` without its last extension: `dir/a.tar.gz` gives `dir/a.tar`; a leading dot is not an extension. */
export function withoutExtension(name: string): string {
  const dot = name.lastIndexOf(".")
  return dot > name.lastIndexOf("/") + 1 ? name.slice(0, dot) : name
}

/** The last extension in lower case without its dot; empty when there is none. */
export function extensionOf(name: string): string {
  // Asked of each of very many names, several times over.
  const dot = name.lastIndexOf(".")
  return dot > name.lastIndexOf("/") + 1 ? name.slice(dot + 1).toLowerCase() : ""
}

/** True for files that systems leave behind in folders and zips and that nobody means to import. */
export function isDebris(name: string): boolean {
  return /(^|\/)(__MACOSX(\/|$)|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._)/i.test(name)
}

/** Files of a set that somebody may have meant, ordered by name in code-unit order, so that results never depend on the disk. */
export async function listFiles(files: FileSet): Promise<readonly FileEntry[]> {
  const given = await files.list()
  const known = listed.get(given)
  if (known) return known
  const entries = given.filter((entry) => !isDebris(entry.name))
  await files.pause?.()
  entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  await files.pause?.()
  listed.set(given, entries)
  return entries
}

/** Lists that were put in order, by the list that the set gave. */
const listed = new WeakMap<readonly FileEntry[], readonly FileEntry[]>()

/**
 * A whole file as bytes.
 * @throws JustesseError `file_too_large` when it has more than `maxBytes`, by counting, not by what the set says.
 */
export async function readBytes(files: FileSet, name: string, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of files.open(name)) {
    length += chunk.length
    if (length > maxBytes) throw new JustesseError("file_too_large", { name, maxBytes })
    chunks.push(chunk)
  }
  return joined(chunks, length)
}

/** The first bytes of a file, at most `maxBytes`. */
export async function readHead(files: FileSet, name: string, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of files.open(name, { start: 0, end: maxBytes })) {
    chunks.push(chunk)
    length += chunk.length
    if (length >= maxBytes) break
  }
  return joined(chunks, length).subarray(0, maxBytes)
}

/** A text and how its bytes were read. `utf8` false means that they were not UTF-8 and were read as windows-1252. */
interface DecodedText {
  readonly text: string
  readonly utf8: boolean
}

/**
 * A whole file as text: UTF-8 with or without BOM, UTF-16 with BOM, otherwise windows-1252 (and `utf8` is false).
 * @throws JustesseError `file_too_large` as {@link readBytes}.
 */
export async function readText(files: FileSet, name: string, maxBytes: number): Promise<DecodedText> {
  const decoded = decodeText(await readBytes(files, name, maxBytes))
  if (!decoded.utf8) files.noticed?.(name, "windows_1252")
  return decoded
}

/** The beginning of a file as text without its BOM, for looking at what it is; its last character may be cut. */
export async function headText(files: FileSet, name: string, maxBytes: number): Promise<string> {
  return decodeText(await readHead(files, name, maxBytes)).text.replace(/^\uFEFF/, "")
}

/** {@link readText}, with null for a file that is larger: for readers, which name such a file and read on. */
export async function readTextWithin(files: FileSet, name: string, maxBytes: number): Promise<DecodedText | null> {
  try {
    return await readText(files, name, maxBytes)
  } catch (error) {
    if (error instanceof JustesseError && error.code === "file_too_large") return null
    throw error
  }
}

/** Bytes as text by the rule of {@link readText}. Never throws. */
export function decodeText(bytes: Uint8Array): DecodedText {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: new TextDecoder("utf-16le").decode(bytes), utf8: true }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { text: new TextDecoder("utf-16be").decode(bytes), utf8: true }
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), utf8: true }
  } catch {
    return { text: fromWindows1252(bytes), utf8: false }
  }
}

/** Bytes 0x80 to 0x9f of windows-1252. Several releases of Node read them as Latin-1 under that name, so the table is here. */
const HIGH_CONTROLS = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ"

function fromWindows1252(bytes: Uint8Array): string {
  const pieces: string[] = []
  for (let at = 0; at < bytes.length; at += 8_192) {
    const codes = Array.from(bytes.subarray(at, at + 8_192), (byte) =>
      byte >= 0x80 && byte <= 0x9f ? HIGH_CONTROLS.charCodeAt(byte - 0x80) : byte,
    )
    pieces.push(String.fromCharCode(...codes))
  }
  return pieces.join("")
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

/** Two sets as one: labels and the pictures they speak of. Where both have a name, the first one's file is meant. */
export function joinedFiles(first: FileSet, second: FileSet): FileSet {
  const listed = async () => {
    const own = await first.list()
    const names = new Set(own.map(({ name }) => name))
    return { names, all: [...own, ...(await second.list()).filter(({ name }) => !names.has(name))] }
  }
  let known: ReturnType<typeof listed> | null = null
  const once = () => (known ??= listed())
  return {
    list: async () => (await once()).all,
    async *open(name, range) {
      yield* ((await once()).names.has(name) ? first : second).open(name, range)
    },
  }
}

/** A set of files in memory, given in pieces of `chunkBytes` as a disk would. Unsafe names throw `name_unsafe`. */
export function memoryFiles(contents: Readonly<Record<string, string | Uint8Array>>, chunkBytes = 65_536): FileSet {
  const encoder = new TextEncoder()
  const byName = new Map(
    Object.entries(contents).map(([name, body]) => [
      requireSafeName(name),
      typeof body === "string" ? encoder.encode(body) : body,
    ]),
  )
  return {
    list: () => Promise.resolve([...byName].map(([name, bytes]) => ({ name, sizeBytes: bytes.length }))),
    async *open(name, range) {
      const bytes = byName.get(name)
      if (!bytes) throw new JustesseError("not_found", { name })
      const wanted = bytes.subarray(range?.start ?? 0, range?.end ?? bytes.length)
      for (let at = 0; at < wanted.length; at += chunkBytes) yield wanted.subarray(at, at + chunkBytes)
    },
  }
}

import { createWriteStream } from "node:fs"
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises"
import { join } from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { pageName } from "@justesse/api/services"
import { extensionOf, type FileEntry } from "@justesse/formats"
import { JustesseError } from "@justesse/types"
import type { DocumentFile } from "../pictures/documents.ts"
import type { OpenFileSet } from "./sets.ts"

/** What draws pages: processes of their own in a studio. */
export interface PageDrawer {
  countPages(document: DocumentFile, signal?: AbortSignal): Promise<number>
  /** Draws a page (from 0) as PNG at `to`. */
  drawPage(document: DocumentFile, page: number, to: string, signal?: AbortSignal): Promise<void>
}

/** A file of the set below that a page is drawn from. */
interface Page {
  readonly file: DocumentFile
  readonly page: number
  /** Where it lies once it was drawn. */
  readonly kept: string
  /** Why it gives no pages; its one page says so when it is opened. */
  readonly trouble: JustesseError | null
}

const KINDS: Readonly<Record<string, DocumentFile["kind"]>> = { pdf: "pdf", tif: "tiff", tiff: "tiff" }

/**
 * A set in which each PDF and each TIFF of several pages stands for its pages, in order, as pictures `<document>/0001.png` …
 * A page is drawn when it is first opened and lies in `scratch` until the set is closed. A document that cannot be read is one
 * page of no length that says why when it is opened. `signal` gives up what is drawn.
 */
export async function withPages(
  files: OpenFileSet,
  drawer: PageDrawer,
  scratch: string,
  signal?: AbortSignal,
): Promise<OpenFileSet> {
  const listed = await files.list()
  const hasDocuments = listed.some(({ name }) => extensionOf(name) in KINDS)
  await files.pause?.()
  if (!hasDocuments) return files
  await mkdir(scratch, { recursive: true })
  const folder = await mkdtemp(join(scratch, "pages-"))
  const pages = new Map<string, Page>()
  const entries: FileEntry[] = []
  const close = () => {
    files.close()
    void rm(folder, { recursive: true, force: true })
  }
  for (const [index, entry] of listed.entries()) {
    const kind = KINDS[extensionOf(entry.name)]
    const spool = join(folder, `${index}.${kind}`)
    const found = kind
      ? await documentAt(files, entry.name, { kind, drawer, spool, signal }).catch((error: unknown) => {
          close()
          throw error
        })
      : null
    if (found === null) entries.push(entry)
    else
      for (let page = 0; page < found.pages; page++) {
        const name = pageName(entry.name, page)
        const kept = join(folder, `${pages.size}.png`)
        pages.set(name, { file: found.file, page, kept, trouble: found.trouble })
        entries.push({ name, sizeBytes: found.trouble ? 0 : Math.ceil(entry.sizeBytes / found.pages) })
      }
  }
  const draw = async ({ file, page, kept }: Page) => {
    const before = await readFile(kept).catch(() => null)
    if (before) return before
    await drawer.drawPage(file, page, kept, signal)
    return readFile(kept)
  }
  return {
    list: () => Promise.resolve(entries),
    pause: files.pause,
    async *open(name, range) {
      const page = pages.get(name)
      if (!page) return yield* files.open(name, range)
      if (page.trouble) throw page.trouble
      const bytes = await draw(page)
      yield range ? bytes.subarray(range.start, range.end) : bytes
    },
    pathOf: (name) => (pages.has(name) ? null : files.pathOf(name)),
    close,
  }
}

/** What a document is drawn with, and where it lies meanwhile when it is in no file of its own. */
interface Drawing {
  readonly kind: DocumentFile["kind"]
  readonly drawer: PageDrawer
  readonly spool: string
  readonly signal: AbortSignal | undefined
}

/** A document with its pages; null for a TIFF of one picture, which is a picture like others. */
async function documentAt(
  files: OpenFileSet,
  name: string,
  { kind, drawer, spool, signal }: Drawing,
): Promise<{ file: DocumentFile; pages: number; trouble: JustesseError | null } | null> {
  const path = files.pathOf(name) ?? spool
  if (path === spool) await pipeline(Readable.from(files.open(name), { objectMode: false }), createWriteStream(spool))
  const file = { path, kind }
  try {
    const pages = await drawer.countPages(file, signal)
    return kind === "tiff" && pages <= 1 ? null : { file, pages, trouble: null }
  } catch (error) {
    if (!(error instanceof JustesseError)) throw error
    return { file, pages: 1, trouble: error }
  }
}

import { JustesseError } from "@justesse/types"
import sharp from "sharp"
import { countPages, type DocumentFile, drawPage } from "./pages.ts"
import { type Prepared, prepare } from "./prepare.ts"

// One thread a picture: the pool decides how many run at once, and memory stays bounded.
sharp.concurrency(1)
sharp.cache(false)

/** Errors lose their class between threads, so a failure travels as a value. */
export type OrFailure<T> =
  | { readonly ok: T }
  | { readonly failed: { code: JustesseError["code"]; detail: JustesseError["detail"] } }

/** What a thread is asked: a picture's bytes, or something about a document on the disk. */
export type PictureTask =
  | { readonly picture: Uint8Array }
  | { readonly document: DocumentFile }
  | { readonly document: DocumentFile; readonly page: number }

async function act(task: PictureTask): Promise<Prepared | number | Uint8Array> {
  if ("picture" in task) return prepare(task.picture)
  return "page" in task ? drawPage(task.document, task.page) : countPages(task.document)
}

export default async function run(task: PictureTask): Promise<OrFailure<Prepared | number | Uint8Array>> {
  try {
    return { ok: await act(task) }
  } catch (error) {
    if (error instanceof JustesseError) return { failed: { code: error.code, detail: error.detail } }
    throw error
  }
}

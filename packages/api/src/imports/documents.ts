import type { DocumentPage } from "@justesse/db/assets/rows"
import { baseName, extensionOf, folderOf } from "@justesse/formats/io/fileSet"
import type { DatasetRecord } from "@justesse/types/dataset"

/** Files that hold pages. */
const DOCUMENTS: readonly string[] = ["pdf", "tif", "tiff"]

/** How the server names page `page` (from 0) of a document in a set of files: in order of name they are in order of page. */
export function pageName(document: string, page: number): string {
  return `${document}/${String(page + 1).padStart(4, "0")}.png`
}

/** The document and page that a file of a set is, when it is named as {@link pageName} does; null for other files. */
export function documentOf(name: string): DocumentPage | null {
  const document = folderOf(name)
  const page = /^(\d{4,})\.png$/.exec(baseName(name))?.[1]
  if (page === undefined || !DOCUMENTS.includes(extensionOf(document))) return null
  return { name: document, page: Number(page) - 1 }
}

/** The document that a record or its picture's name says it is a page of. */
export function documentPage(record: DatasetRecord | null, name: string): DocumentPage | null {
  return record?.document ?? documentOf(name)
}

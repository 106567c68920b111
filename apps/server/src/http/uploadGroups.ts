import type { Deps } from "@justesse/api/core"
import { JustesseError } from "@justesse/types"
import { MOST_GROUP_BYTES, UploadGroup, type UploadGroupDone } from "@justesse/types/wire/uploads"
import { bounded, knownFailure } from "./requests.ts"

interface NamedBytes {
  readonly name: string
  readonly body: Uint8Array
}

/** Names are short of this, all together. */
const MOST_HEAD_BYTES = 1_000_000
const LINE_FEED = 10

/**
 * Takes a group of small files: all of them are kept together, and only where that fails one by one, so that a file which cannot be
 * kept spoils no other. Answers for each.
 *
 * @throws JustesseError invalid_input when the body is not what it says, file_too_large, storage_full
 */
export async function keepGroup(
  body: AsyncIterable<Uint8Array>,
  keep: (files: readonly NamedBytes[]) => Promise<void>,
  log: Deps["log"],
): Promise<UploadGroupDone> {
  const files = filesIn(await joined(bounded(body, MOST_GROUP_BYTES + MOST_HEAD_BYTES)))
  // A name that comes twice is its last file, as when they are sent one after the other.
  const last = new Map(files.map((file) => [file.name, file]))
  try {
    await keep([...last.values()])
    return { failures: files.map(() => null) }
  } catch (error) {
    if (knownFailure(error)?.code === "storage_full") throw error
  }
  const failures = new Map<string, UploadGroupDone["failures"][number]>()
  for (const [name, file] of last) failures.set(name, await failureOf(() => keep([file]), log))
  return { failures: files.map(({ name }) => failures.get(name) ?? null) }
}

async function failureOf(act: () => Promise<void>, log: Deps["log"]): Promise<UploadGroupDone["failures"][number]> {
  try {
    await act()
    return null
  } catch (error) {
    const failure = knownFailure(error)
    if (failure?.code === "storage_full") throw error
    if (failure) return { code: failure.code, detail: failure.detail }
    log("error", "upload", { error: String(error) })
    return { code: "internal", detail: {} }
  }
}

async function joined(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** @throws JustesseError invalid_input */
function filesIn(whole: Buffer): NamedBytes[] {
  const end = whole.indexOf(LINE_FEED)
  const said = UploadGroup.safeParse(end < 0 ? null : parsed(whole.toString("utf8", 0, end)))
  if (!said.success) throw new JustesseError("invalid_input", { field: "files" })
  let at = end + 1
  const files = said.data.files.map(({ name, sizeBytes }) => {
    const body = whole.subarray(at, at + sizeBytes)
    at += sizeBytes
    return { name, body }
  })
  if (at !== whole.length) throw new JustesseError("invalid_input", { field: "sizeBytes" })
  return files
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { join, relative } from "node:path"
import { type FileSet, memoryFiles, type ReadEvent } from "../index.ts"

/** Real sample files with expected answers. They are not part of the project: their licences differ. */
export const sharedData = process.env["JUSTESSE_SHARED_DATA"] ?? join(import.meta.dirname, "../../../../shared/data")

/** True when the real files are beside the project; tests that need them say so when they are not. */
export const present = existsSync(sharedData)

/** A folder as a set of files in memory. Pictures come without their bytes: readers only look at their names. */
export function folder(path: string): FileSet {
  const root = join(sharedData, path)
  const names = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) =>
    statSync(join(root, name)).isFile(),
  )
  return memoryFiles(
    Object.fromEntries(
      names.map((name) => {
        const picture = /\.(jpe?g|png|tif)$/i.test(name)
        return [relative(root, join(root, name)), picture ? "" : readFileSync(join(root, name))]
      }),
    ),
  )
}

/** The expected answer beside a folder. The caller knows its shape. */
export function expected<T>(path: string): T {
  return JSON.parse(readFileSync(join(sharedData, `${path}.expected.json`), "utf8")) as T
}

/** Everything a reader said, sorted by kind. */
export async function gather(events: AsyncIterable<ReadEvent>) {
  const all: ReadEvent[] = []
  for await (const event of events) all.push(event)
  return {
    all,
    ontology: all.flatMap((e) => (e.kind === "ontology" ? [e.ontology] : [])),
    manifest: all.flatMap((e) => (e.kind === "ontology" && e.manifest ? [e.manifest] : [])),
    records: all.flatMap((e) => (e.kind === "record" ? [e.record] : [])),
    pictures: all.flatMap((e) => (e.kind === "record" ? [e.picture] : [])),
    report: all.flatMap((e) => (e.kind === "report" ? [e.line] : [])),
  }
}

/** The names of real folders to test with; where the real files are not beside the project, one name that says so. */
export function real(names: readonly string[]): readonly string[] {
  return present ? names : ["(the real files are not here: nothing compared)"]
}

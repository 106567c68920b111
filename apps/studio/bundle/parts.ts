/** A file of a build whose files are not joined yet. */
export interface BuiltFile {
  readonly fileName: string
  /** Whether something asks for this very file: the page itself (`entry`), or an `import()` (`later`). */
  readonly asked: "entry" | "later" | null
  /** Characters, not made smaller. */
  readonly size: number
  readonly moduleIds: readonly string[]
  /** Names of files that come with it. */
  readonly imports: readonly string[]
  /** Names of files that it asks for when they are needed. */
  readonly dynamicImports: readonly string[]
}

type Files = ReadonlyMap<string, BuiltFile>
type Names = ReadonlySet<string>

/** What is smaller than this and asked for by so many comes with the first page: a request costs more than its bytes. */
const SMALL = { size: 2_000, askers: 3 } as const

/** Everything that comes with a file, itself included. */
function closureOf(file: string, files: Files): Set<string> {
  const found = new Set([file])
  // The set grows while it is walked to its end.
  for (const one of found) for (const next of files.get(one)?.imports ?? []) if (files.has(next)) found.add(next)
  return found
}

/** For each file that is asked for later: what is there by then, whoever asks. */
function findThereBefore(files: Files, closures: ReadonlyMap<string, Names>): ReadonlyMap<string, Names> {
  const askers = new Map([...closures.keys()].map((asked) => [asked, new Set<string>()] as const))
  for (const [root, closure] of closures)
    for (const one of closure) for (const asked of files.get(one)?.dynamicImports ?? []) askers.get(asked)?.add(root)
  const everything: Names = new Set(files.keys())
  const before = new Map(
    [...askers].map(([asked, by]) => [asked, by.size === 0 ? (new Set() as Names) : everything] as const),
  )
  const isThere = (one: string) => (root: string) => before.get(root)?.has(one) || closures.get(root)?.has(one)
  for (let changed = true; changed; ) {
    changed = false
    for (const [asked, by] of askers) {
      const was = before.get(asked) ?? everything
      const now = new Set([...was].filter((one) => [...by].every(isThere(one))))
      before.set(asked, now)
      changed ||= now.size < was.size
    }
  }
  return before
}

/** For each file that nobody asks for by name: which asked files need it and do not find it there. */
function findNeeds(files: Files): Map<string, string[]> {
  const asked = [...files.values()].filter((file) => file.asked !== null)
  const closures = new Map(asked.map(({ fileName }) => [fileName, closureOf(fileName, files)] as const))
  const before = findThereBefore(files, closures)
  const needs = new Map<string, string[]>()
  for (const [by, closure] of closures)
    for (const file of closure) {
      if (before.get(by)?.has(file) || files.get(file)?.asked !== null) continue
      needs.set(file, [...(needs.get(file) ?? []), by])
    }
  return needs
}

/** Small files that many need, as far as all that they need comes with the first page too: else two files would need each other. */
function findCommon(files: Files, needs: ReadonlyMap<string, readonly string[]>, first: Names): Set<string> {
  const isSmall = (file: string) => (files.get(file)?.size ?? 0) < SMALL.size
  const common = new Set(
    [...needs]
      .filter(([file, by]) => !first.has(file) && isSmall(file) && by.length >= SMALL.askers)
      .map(([file]) => file),
  )
  for (let changed = true; changed; ) {
    changed = false
    for (const file of common) {
      if (files.get(file)?.imports.every((one) => first.has(one) || common.has(one))) continue
      common.delete(file)
      changed = true
    }
  }
  return common
}

/**
 * Which modules come in one file, by module: those that the very same pages and parts need and that are there for no other, so
 * that nobody loads more and a page takes some tens of files instead of a hundred and fifty; and with the first page what is
 * small and needed by many. Modules of files that are asked for by name stay where they are, and are not in the answer.
 */
export function joinParts(built: readonly BuiltFile[]): ReadonlyMap<string, string> {
  const files = new Map(built.map((file) => [file.fileName, file]))
  const needs = findNeeds(files)
  const entry = built.find(({ asked }) => asked === "entry")?.fileName ?? ""
  const common = findCommon(files, needs, closureOf(entry, files))
  const groups = new Map<string, string[]>()
  for (const [file, by] of needs) {
    const key = common.has(file) ? entry : [...by].sort().join(" ")
    groups.set(key, [...(groups.get(key) ?? []), file])
  }
  const joined = [...groups.values()].filter((group) => group.length > 1)
  return new Map(
    joined.flatMap((group, n) =>
      group.flatMap((file) => files.get(file)?.moduleIds ?? []).map((id) => [id, `part${n}`]),
    ),
  )
}

/** Files that need each other in a circle, in its order; null where there is none. */
export function findCircle(built: readonly Pick<BuiltFile, "fileName" | "imports">[]): readonly string[] | null {
  const files = new Map(built.map((file) => [file.fileName, file]))
  const done = new Set<string>()
  const walk = (file: string, path: readonly string[]): readonly string[] | null => {
    if (path.includes(file)) return path.slice(path.indexOf(file))
    if (done.has(file)) return null
    for (const next of files.get(file)?.imports ?? []) {
      const circle = walk(next, [...path, file])
      if (circle) return circle
    }
    done.add(file)
    return null
  }
  for (const { fileName } of built) {
    const circle = walk(fileName, [])
    if (circle) return circle
  }
  return null
}

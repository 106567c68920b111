/** A file of a finished export, with the SHA-256 of its bytes in lower-case hexadecimal. */
export interface ExportedFile {
  readonly name: string
  readonly sizeBytes: number
  readonly sha256: string
}

/** The list of an export's hashes, in the form that `sha256sum --check` reads. */
export const CHECKSUMS_FILE = "SHA256SUMS"

/**
 * The hashes of an export's files, a line each, ordered by name in code-unit order: `sha256sum --check SHA256SUMS` in the
 * export's folder proves every byte. The list does not name itself. Names with line ends or backslashes are escaped as
 * coreutils does.
 *
 * @example
 * checksums([{ name: "a.txt", sizeBytes: 0, sha256: "e3b0…" }]) // "e3b0…  a.txt\n"
 */
export function checksums(files: Iterable<ExportedFile>): string {
  return [...files]
    .filter((file) => file.name !== CHECKSUMS_FILE)
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map(({ name, sha256 }) => {
      const spelled = name.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r")
      return `${spelled === name ? "" : "\\"}${sha256}  ${spelled}\n`
    })
    .join("")
}

/** What {@link parseChecksums} found: hashes by name, and the numbers of lines (from 1) that are none. */
export interface ParsedChecksums {
  readonly files: ReadonlyMap<string, string>
  readonly problems: readonly number[]
}

/** A list of hashes as {@link checksums} and `sha256sum` write it, text or binary mode. Of a name that comes twice the last counts. */
export function parseChecksums(text: string): ParsedChecksums {
  const files = new Map<string, string>()
  const problems: number[] = []
  for (const [i, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue
    const [, escaped, sha256, name] = /^(\\?)([0-9a-fA-F]{64}) [ *](.+?)\r?$/.exec(line) ?? []
    if (sha256 === undefined || name === undefined) problems.push(i + 1)
    else files.set(escaped ? unescaped(name) : name, sha256.toLowerCase())
  }
  return { files, problems }
}

const ends: Readonly<Record<string, string>> = { n: "\n", r: "\r" }

function unescaped(name: string): string {
  return name.replace(/\\([\\nr])/g, (_, sign: string) => ends[sign] ?? sign)
}

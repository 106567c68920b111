/** What {@link parseChecksums} found: hashes by name, and the numbers of lines (from 1) that are none. */
interface ParsedChecksums {
  readonly files: ReadonlyMap<string, string>
  readonly problems: readonly number[]
}

/** A list of hashes as `checksums` and `sha256sum` write it, text or binary mode. Of a name that comes twice the last counts. */
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

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

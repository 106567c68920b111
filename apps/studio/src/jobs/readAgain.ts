import type { QueryClient } from "@tanstack/react-query"
import type { Path } from "./refreshes.ts"

/**
 * Reads again what a page shows of some paths, each by itself. Nothing that is under way is given up, however quickly news come:
 * what may have been answered before them is read once more when it has come.
 */
export function makeReadAgain(client: QueryClient): (paths: readonly Path[]) => void {
  /** Paths that are being read, and those of which news came meanwhile. */
  const reading = new Set<Path>()
  const wanted = new Set<Path>()

  async function read(path: Path): Promise<void> {
    const queryKey = [path.split(".")]
    const once = () => client.invalidateQueries({ queryKey }, { cancelRefetch: false })
    reading.add(path)
    // Joins what is under way; without it there is nothing to wait for.
    if (client.isFetching({ queryKey }) > 0) await once()
    do {
      wanted.delete(path)
      await once()
    } while (wanted.has(path))
    reading.delete(path)
  }

  return (paths) => {
    for (const path of paths) {
      if (reading.has(path)) wanted.add(path)
      else void read(path)
    }
  }
}

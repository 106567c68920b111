import type { FileSet, OddText } from "./fileSet.ts"

/** A set that remembers what readers did with its files, over all readings of the same set. */
export interface WatchedFiles extends FileSet {
  /** Files that were read beyond their beginning: somebody took them for what they are. */
  readonly opened: ReadonlySet<string>
  /** Files whose bytes were not the text they should be. */
  readonly odd: ReadonlyMap<string, OddText>
}

const known = new WeakMap<FileSet, WatchedFiles>()

/** The watched form of a set; the same one for the same set, so that what readers keep by set is found again. */
export function watchedFiles(files: FileSet): WatchedFiles {
  const before = known.get(files)
  if (before) return before
  const opened = new Set<string>()
  const odd = new Map<string, OddText>()
  const noticed = (name: string, how: OddText) => {
    odd.set(name, how)
    files.noticed?.(name, how)
  }
  const watched: WatchedFiles = {
    list: () => files.list(),
    pause: files.pause,
    open(name, range) {
      // Looking at a beginning is how formats are told apart; tables are read from their end.
      if (range === undefined || range.start > 0) opened.add(name)
      const bytes = files.open(name, range)
      return {
        [Symbol.asyncIterator]: () => bytes[Symbol.asyncIterator](),
        onReplaced: () => {
          bytes.onReplaced?.()
          noticed(name, "replaced")
        },
      }
    },
    ...{ noticed, opened, odd },
  }
  known.set(files, watched)
  return watched
}

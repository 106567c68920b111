import { isTextName } from "@justesse/formats/io/texts"
import { isFilmName, isRecordingName } from "@justesse/formats/timed/index"
import type { ProjectKind } from "@justesse/types"

/**
 * The kind of a project that is made for files without labels that no format knows: recordings are written down. Null where their names
 * do not say what is asked of them, as of videos and texts; absent where nobody could be asked about any of them.
 */
export function kindOfNames(names: readonly string[]): ProjectKind | null | undefined {
  if (names.some((name) => isFilmName(name) || isTextName(name))) return null
  return names.some(isRecordingName) ? "audio" : undefined
}

import { isTextName } from "@justesse/formats/io/texts"
import { isFilmName, isRecordingName } from "@justesse/formats/timed/index"
import { DEFAULT_KIND, ProjectKind } from "@justesse/types"

/** Formats whose files say what a kind asks for; all others are of the usual kind. A kind that is forgotten here does not compile. */
const FORMATS: { readonly [K in ProjectKind]: readonly string[] } = {
  boxes: [],
  classification: [],
  rating: [],
  comparison: [],
  form: [],
  verification: [],
  audio: ["vtt", "srt", "textgrid", "elan"],
  transcription: ["icdar", "paddleocr", "mmocr", "funsd", "page", "alto", "hocr", "coco-text"],
}

/** The kind of a project that is made for files of this format. */
export function kindOfFormat(format: string): ProjectKind {
  return ProjectKind.options.find((kind) => FORMATS[kind].includes(format)) ?? DEFAULT_KIND
}

/**
 * The kind of a project that is made for files without labels that no format knows: recordings are written down. Null where their names
 * do not say what is asked of them, as of videos and texts; absent where nobody could be asked about any of them.
 */
export function kindOfNames(names: readonly string[]): ProjectKind | null | undefined {
  if (names.some((name) => isFilmName(name) || isTextName(name))) return null
  return names.some(isRecordingName) ? "audio" : undefined
}

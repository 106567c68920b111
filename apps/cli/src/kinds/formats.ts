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

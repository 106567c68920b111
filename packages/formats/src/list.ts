import { JustesseError } from "@justesse/types"
import { alto } from "./alto.ts"
import { coco } from "./coco.ts"
import { cocoResults } from "./cocoResultsFormat.ts"
import { cocoText } from "./cocoText.ts"
import type { Format } from "./contract.ts"
import { createMl } from "./createMl.ts"
import { csv } from "./csv.ts"
import { cvat } from "./cvat.ts"
import { datumaro } from "./datumaro.ts"
import { eaf } from "./elan.ts"
import { funsd } from "./funsd.ts"
import { hocr } from "./hocr.ts"
import { huggingface } from "./huggingFace.ts"
import { icdar } from "./icdar.ts"
import { jsonl } from "./jsonl.ts"
import { justesse } from "./justesse.ts"
import { labelMe } from "./labelMe.ts"
import { labelStudio } from "./labelStudio.ts"
import { mmocr } from "./mmocr.ts"
import { openImages } from "./openImages.ts"
import { paddleocr } from "./paddleocr.ts"
import { page } from "./page.ts"
import { parquet } from "./parquet.ts"
import { pictures } from "./pictureFolder.ts"
import { srt } from "./srt.ts"
import { supervisely } from "./supervisely.ts"
import { textgrid } from "./textGrid.ts"
import { via } from "./via.ts"
import { voc } from "./voc.ts"
import { vtt } from "./vtt.ts"
import { darknet, yolo, yoloObb } from "./yolo.ts"

/** Every format there is: one file, one line here. */
export const FORMATS: readonly Format[] = [
  justesse,
  coco,
  cocoResults,
  cocoText,
  voc,
  openImages,
  createMl,
  icdar,
  paddleocr,
  funsd,
  mmocr,
  page,
  alto,
  hocr,
  cvat,
  labelStudio,
  supervisely,
  via,
  labelMe,
  datumaro,
  yolo,
  yoloObb,
  darknet,
  vtt,
  srt,
  textgrid,
  eaf,
  huggingface,
  parquet,
  jsonl,
  csv,
  pictures,
]

/**
 * The format called `name` or with that alias.
 * @throws JustesseError `format_unknown` with the name.
 */
export function formatNamed(name: string): Format {
  const format = FORMATS.find((candidate) => candidate.name === name || candidate.aliases?.includes(name))
  if (!format) throw new JustesseError("format_unknown", { format: name.slice(0, 80) })
  return format
}

import { JustesseError } from "@justesse/types"
import { alto } from "./alto/index.ts"
import { coco } from "./coco/index.ts"
import { cocoResults } from "./cocoResults/index.ts"
import { cocoText } from "./cocoText/index.ts"
import { comparisons } from "./comparisons/index.ts"
import type { Format } from "./contract.ts"
import { createMl } from "./createMl/index.ts"
import { csv } from "./csv/index.ts"
import { cvat } from "./cvat/index.ts"
import { datumaro } from "./datumaro/index.ts"
import { eaf } from "./elan/index.ts"
import { formTable } from "./formTable/index.ts"
import { funsd } from "./funsd/index.ts"
import { hocr } from "./hocr/index.ts"
import { huggingface } from "./huggingFace/index.ts"
import { icdar } from "./icdar/index.ts"
import { jsonl } from "./jsonl/index.ts"
import { justesse } from "./justesse/index.ts"
import { labelMe } from "./labelMe/index.ts"
import { labelStudio } from "./labelStudio/index.ts"
import { mmocr } from "./mmocr/index.ts"
import { openImages } from "./openImages/index.ts"
import { paddleocr } from "./paddleOcr/index.ts"
import { page } from "./page/index.ts"
import { parquet } from "./parquet/index.ts"
import { pictures } from "./pictureFolder/index.ts"
import { withoutUnplaced } from "./report/unplaced.ts"
import { srt } from "./srt/index.ts"
import { supervisely } from "./supervisely/index.ts"
import { textgrid } from "./textGrid/index.ts"
import { via } from "./via/index.ts"
import { voc } from "./voc/index.ts"
import { vtt } from "./vtt/index.ts"
import { darknet, yolo, yoloObb } from "./yolo/index.ts"

const ALL: readonly Format[] = [
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
  formTable,
  comparisons,
  pictures,
]

/** Every format there is: one file, one line above. */
export const FORMATS: readonly Format[] = ALL.map(withoutUnplaced)

/**
 * The format called `name` or with that alias.
 * @throws JustesseError `format_unknown` with the name.
 */
export function formatNamed(name: string): Format {
  const format = FORMATS.find((candidate) => candidate.name === name || candidate.aliases?.includes(name))
  if (!format) throw new JustesseError("format_unknown", { format: name.slice(0, 80) })
  return format
}

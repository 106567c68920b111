import { cocoTextReader } from "./cocoTextRead.ts"
import { cocoTextWriter } from "./cocoTextWrite.ts"
import type { Format } from "./contract.ts"

/** COCO-Text, both ways; TextOCR is read as well. */
export const cocoText: Format = {
  name: "coco-text",
  aliases: ["cocotext", "textocr"],
  reader: cocoTextReader,
  writer: cocoTextWriter,
}

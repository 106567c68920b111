import type { Format } from "../contract.ts"
import { cocoTextReader } from "./read.ts"
import { cocoTextWriter } from "./write.ts"

/** COCO-Text, both ways; TextOCR is read as well. */
export const cocoText: Format = {
  name: "coco-text",
  aliases: ["cocotext", "textocr"],
  reader: cocoTextReader,
  writer: cocoTextWriter,
}

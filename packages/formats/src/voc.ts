import type { Format } from "./contract.ts"
import { vocReader } from "./vocRead.ts"
import { vocWriter } from "./vocWrite.ts"

/** Pascal VOC, both ways. */
export const voc: Format = { name: "voc", reader: vocReader, writer: vocWriter }

import type { Format } from "../contract.ts"
import { vocReader } from "./read.ts"
import { vocWriter } from "./write.ts"

/** Pascal VOC, both ways. */
export const voc: Format = { name: "voc", reader: vocReader, writer: vocWriter }

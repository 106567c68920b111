import type { Format } from "../contract.ts"
import { hocrReader } from "./read.ts"
import { hocrWriter } from "./write.ts"

/** hOCR, both ways. */
export const hocr: Format = { name: "hocr", reader: hocrReader, writer: hocrWriter }

import type { Format } from "./contract.ts"
import { hocrReader } from "./hocrRead.ts"
import { hocrWriter } from "./hocrWrite.ts"

/** hOCR, both ways. */
export const hocr: Format = { name: "hocr", reader: hocrReader, writer: hocrWriter }

import type { Format } from "../contract.ts"
import { csvReader } from "./read.ts"
import { csvWriter } from "./write.ts"

/** A table with a row a region, both ways. */
export const csv: Format = { name: "csv", reader: csvReader, writer: csvWriter }

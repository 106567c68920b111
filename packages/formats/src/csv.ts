import type { Format } from "./contract.ts"
import { csvReader } from "./csvRead.ts"
import { csvWriter } from "./csvWrite.ts"

/** A table with a row a region, both ways. */
export const csv: Format = { name: "csv", reader: csvReader, writer: csvWriter }

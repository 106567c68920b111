import { altoReader } from "./altoRead.ts"
import { altoWriter } from "./altoWrite.ts"
import type { Format } from "./contract.ts"

/** ALTO, both ways. */
export const alto: Format = { name: "alto", reader: altoReader, writer: altoWriter }

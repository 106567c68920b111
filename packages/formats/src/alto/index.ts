import type { Format } from "../contract.ts"
import { altoReader } from "./read.ts"
import { altoWriter } from "./write.ts"

/** ALTO, both ways. */
export const alto: Format = { name: "alto", reader: altoReader, writer: altoWriter }

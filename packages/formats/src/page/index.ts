import type { Format } from "../contract.ts"
import { pageReader } from "./read.ts"
import { pageWriter } from "./write.ts"

/** PAGE XML, both ways. */
export const page: Format = { name: "page", aliases: ["page-xml"], reader: pageReader, writer: pageWriter }

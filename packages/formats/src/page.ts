import type { Format } from "./contract.ts"
import { pageReader } from "./pageRead.ts"
import { pageWriter } from "./pageWrite.ts"

/** PAGE XML, both ways. */
export const page: Format = { name: "page", aliases: ["page-xml"], reader: pageReader, writer: pageWriter }

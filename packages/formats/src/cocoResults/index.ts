import type { Format } from "../contract.ts"
import { cocoResultsReader } from "./read.ts"
import { cocoResultsWriter } from "./write.ts"

/** COCO's list of results, both ways. */
export const cocoResults: Format = { name: "coco-results", reader: cocoResultsReader, writer: cocoResultsWriter }

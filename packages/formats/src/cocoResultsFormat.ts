import { cocoResultsReader } from "./cocoResultsRead.ts"
import { cocoResultsWriter } from "./cocoResultsWrite.ts"
import type { Format } from "./contract.ts"

/** COCO's list of results, both ways. */
export const cocoResults: Format = { name: "coco-results", reader: cocoResultsReader, writer: cocoResultsWriter }

import { cocoReader } from "./cocoRead.ts"
import { cocoWriter } from "./cocoWrite.ts"
import type { Format } from "./contract.ts"

/** COCO instances, both ways. */
export const coco: Format = { name: "coco", reader: cocoReader, writer: cocoWriter }

import type { Format } from "../contract.ts"
import { cocoReader } from "./read.ts"
import { cocoWriter } from "./write.ts"

/** COCO instances, both ways. */
export const coco: Format = { name: "coco", reader: cocoReader, writer: cocoWriter }

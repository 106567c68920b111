import type { Format } from "../contract.ts"
import { cvatReader } from "./read.ts"
import { cvatWriter } from "./write.ts"

/** CVAT for images 1.1, both ways. */
export const cvat: Format = { name: "cvat", reader: cvatReader, writer: cvatWriter }
